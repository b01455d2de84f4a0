import { request } from '../client'
import type { Id } from '../types'

export const retryLetter = (id: Id) => request<void>('POST', `/admin/letters/${id}/retry`)
