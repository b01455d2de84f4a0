import type { CreationOptions } from '@/lib/passkeys'

import { request } from '../client'

export const beginPasskey = () => request<CreationOptions>('POST', '/users/@me/factors/passkeys/options')
