import { request } from '../client'
import type { LeavingMode } from '../leaving-types'

export const getLeavingMode = () => request<{ mode: LeavingMode }>('GET', '/users/@me/leaving/mode')
