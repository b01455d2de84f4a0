/**
 * Channels on the move. What the server last said stays in the cache; a move lies over it until it is
 * answered, so that there is nothing to put back when it is refused.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { create } from 'zustand'

import { moveChannels } from '@/api/calls/move-channels'
import type { Channel, Id } from '@/api/types'
import { arranged, groupsOf, type Group, type Move } from '@/lib/channel-order'

import { channelsOf, useServer } from './queries'
import { seenChannels, useViewingIn } from './viewing'

/** The push may come after the answer: a move lies over the list a little longer. */
const LINGERS_MS = 1500

const useMoves = create<{ moves: readonly { serverId: Id; move: Move }[] }>(() => ({ moves: [] }))

/** The channels of a server by category, as they will be once the moves under way are through. */
export function useChannelGroups(serverId: Id): Group<Channel>[] | undefined {
  const { data } = useQuery(channelsOf(useQueryClient(), serverId))
  const viewing = useViewingIn(serverId)
  const server = useServer(serverId).data
  const moves = useMoves((state) => state.moves)
  return useMemo(() => {
    if (!data) return undefined
    const seen = viewing && server ? seenChannels(viewing, server, data) : data
    const own = moves.filter((one) => one.serverId === serverId)
    return groupsOf(own.reduce((list, { move }) => arranged(list, [move]), seen))
  }, [data, viewing, server, moves, serverId])
}

export function useMoveChannel(serverId: Id, onRefused: (error: unknown) => void) {
  const { mutate } = useMutation({
    mutationFn: ({ move }: { move: Move }) => moveChannels(serverId, [move]),
    onMutate: ({ move }) => {
      const pending = { serverId, move }
      useMoves.setState(({ moves }) => ({ moves: [...moves, pending] }))
      return pending
    },
    onError: (error, _, pending) => {
      if (pending) drop(pending)
      onRefused(error)
    },
    onSuccess: (_, __, pending) => setTimeout(() => drop(pending), LINGERS_MS),
  })
  return (move: Move) => mutate({ move })
}

function drop(gone: { serverId: Id; move: Move }): void {
  useMoves.setState(({ moves }) => ({ moves: moves.filter((one) => one !== gone) }))
}
