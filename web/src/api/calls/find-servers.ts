import type { FoundServers } from '../administration-types'
import { request } from '../client'

export const FOUND_PAGE = 24

/** Public servers, those with most members first. */
export const findServers = (query: string, offset: number) =>
  request<FoundServers>('GET', '/discovery/guilds', {
    query: { query: query || undefined, limit: FOUND_PAGE, offset },
  })
