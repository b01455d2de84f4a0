import type { Transfer } from '../administration-types'
import { request } from '../client'

/** Offer one's server to a member; asks for a recent sign-in. */
export const proposeTransfer = (serverId: string, userId: string) =>
  request<Transfer>('PUT', `/guilds/${serverId}/ownership-transfer`, { body: { user_id: userId } })
