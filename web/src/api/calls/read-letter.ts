import { request } from '../client'
import type { Id } from '../types'

/** What a letter says, where no mail server sends it; asks for a recent sign-in. */
export const readLetter = (id: Id) => request<{ text: string }>('GET', `/admin/letters/${id}`)
