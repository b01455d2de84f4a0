import { request } from '../client'
import type { Blocked } from '../people-types'

/** Whom I block, the newest first. */
export const listBlocks = () => request<Blocked[]>('GET', '/users/@me/blocks')
