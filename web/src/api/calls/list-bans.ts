import type { Ban } from '../administration-types'
import { request } from '../client'

const PAGE = 1000

/** Everybody who is banned, page after page. */
export async function listBans(serverId: string): Promise<Ban[]> {
  const bans: Ban[] = []
  for (;;) {
    const after = bans.at(-1)?.user.id
    const page = await request<Ban[]>('GET', `/guilds/${serverId}/bans`, { query: { limit: PAGE, after } })
    bans.push(...page)
    if (page.length < PAGE) return bans
  }
}
