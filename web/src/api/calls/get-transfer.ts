import type { Transfer } from '../administration-types'
import { request } from '../client'
import { ApiError } from '../errors'

/** The offer of a server that is under way, if there is one and I have a part in it. */
export async function getTransfer(serverId: string): Promise<Transfer | null> {
  try {
    return await request<Transfer>('GET', `/guilds/${serverId}/ownership-transfer`)
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return null
    throw error
  }
}
