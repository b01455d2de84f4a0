/** What the screens read about people: who is there, whom I block, what I am seen as. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

import { keys } from '@/api/keys'
import type { ChosenStatus } from '@/api/people-types'
import type { Id } from '@/api/types'

import type { Presences } from './people-pushes'
import { lookAt } from './start'

/** Ask to be told who is in a server, for as long as its page is open and in sight. */
export function useLookAt(serverId: Id): void {
  useEffect(() => {
    const look = () => lookAt(document.hidden ? null : serverId)
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      lookAt(null)
    }
  }, [serverId])
}

/** Who of a server, or of my friends, is not offline; `undefined` until it is known. */
export function usePresences(serverId: Id | null): Presences | undefined {
  // Filled by pushes; there is nothing to fetch.
  return useQuery<Presences>({ queryKey: keys.presences(serverId), queryFn: () => ({}), enabled: false }).data
}

export function useChosenStatus(): ChosenStatus {
  const { data } = useQuery<ChosenStatus>({ queryKey: keys.status, queryFn: () => 'online', enabled: false })
  return data ?? 'online'
}

const NOBODY: Id[] = []

export function useBlocks(): readonly Id[] {
  return useQuery<Id[]>({ queryKey: keys.blocks, queryFn: () => [], enabled: false }).data ?? NOBODY
}
