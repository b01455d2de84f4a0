import type { Letters } from '../account-types'
import { request } from '../client'
import type { Id } from '../types'

export const LETTERS_PAGE = 50

/** Letters of the installation, the newest first; for its administrators. */
export const listLetters = (before?: Id) =>
  request<Letters>('GET', '/admin/letters', { query: { before, limit: LETTERS_PAGE } })
