import { request } from '../client'
import type { LeavingMode } from '../leaving-types'

export const updateLeavingMode = (mode: LeavingMode) =>
  request<{ mode: LeavingMode }>('PUT', '/users/@me/leaving/mode', { body: { mode } })
