import type { ReactNode } from 'react'

import type { User } from '@/api/types'

import { useNames } from './names-context'
import { useSlots } from './slots'

/** Opens the card of a person, when the app has one. */
export function Person({ user, children }: { user: User; children: ReactNode }) {
  const { Person: Card } = useSlots()
  const names = useNames()
  if (!Card) return children
  return (
    <Card user={user} member={names.members.get(user.id)} serverId={names.serverId}>
      {children}
    </Card>
  )
}
