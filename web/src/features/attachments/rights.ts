import { useQueryClient, type QueryClient } from '@tanstack/react-query'

import { keys } from '@/api/keys'
import type { Channel, Id, Member, Server } from '@/api/types'
import { can, permissionsIn, permissionsInChannel } from '@/lib/permissions'
import { useMe, useServers } from '@/live/queries'

/** Whether one may send files in a channel, as far as it is known here; in a thread the server decides. */
export function useMayAttach(channelId: Id): boolean {
  const client = useQueryClient()
  const me = useMe()
  const servers = useServers().data ?? []
  const place = placeOf(
    client,
    servers.map(({ id }) => id),
    channelId,
  )
  const server = place && client.getQueryData<Server>(keys.server(place.guild_id))
  if (!me || !server) return true
  const members = client.getQueryData<Member[]>(keys.members(place.guild_id))
  const roles = members?.find((member) => member.user.id === me.id)?.roles ?? []
  const base = permissionsIn(server, me.id, roles)
  return can(permissionsInChannel(base, place, server.id, me.id, roles), 'attachFiles')
}

function placeOf(client: QueryClient, servers: Id[], channelId: Id): Channel | undefined {
  for (const id of servers) {
    const found = client.getQueryData<Channel[]>(keys.channels(id))?.find((one) => one.id === channelId)
    if (found) return found
  }
  return undefined
}
