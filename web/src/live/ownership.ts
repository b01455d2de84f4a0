/** Servers that are offered, and those I am invited to by name. */
import { useQuery } from '@tanstack/react-query'

import { getTransfer } from '@/api/calls/get-transfer'
import { listInvited } from '@/api/calls/list-invited'
import { keys } from '@/api/keys'
import type { Id, Invited, Transfer } from '@/api/types'

/** The offer of a server under way that I made or may take. */
export function useTransfer(serverId: Id): Transfer | undefined {
  const { data } = useQuery<Transfer | null>({
    queryKey: keys.transfer(serverId),
    queryFn: () => getTransfer(serverId),
    staleTime: Infinity,
    enabled: serverId !== '',
  })
  return data ?? undefined
}

export function useInvited(): Invited[] {
  return useQuery<Invited[]>({ queryKey: keys.invited, queryFn: listInvited, staleTime: Infinity }).data ?? []
}
