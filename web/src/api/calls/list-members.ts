import { request } from '../client'
import type { Id, Member } from '../types'

const PAGE = 1000

/** Everybody of a server; a server has at most a thousand members, more are read page by page. */
export async function listMembers(serverId: Id): Promise<Member[]> {
  const members: Member[] = []
  for (;;) {
    const query = { limit: PAGE, after: members.at(-1)?.user.id }
    const page = await request<Member[]>('GET', `/guilds/${serverId}/members`, { query })
    members.push(...page)
    if (page.length < PAGE) return members
  }
}
