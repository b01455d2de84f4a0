import { request } from '../client'
import type { Relationship } from '../people-types'

/** My friends, who asks, whom I asked, whom I block; the newest first. */
export const listRelationships = () => request<Relationship[]>('GET', '/users/@me/relationships')
