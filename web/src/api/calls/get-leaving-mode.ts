import { request } from '../client'
import type { LeavingMode } from '../account-types'

export const getLeavingMode = () => request<{ mode: LeavingMode }>('GET', '/users/@me/leaving/mode')
