import { createContext, useContext, type ReactNode } from 'react'

import type { User } from '@/api/types'

import { useConversation } from './conversation'
import { useNames } from './names-context'
import { useSlots } from './slots'
import { writeMention } from './writing'

/** Whether the row around is the one the tabulator stops at: the list is one stop. */
export const ActiveRow = createContext(true)

interface PersonProps {
  user: User
  /** Shown twice, as a picture and as a name: the keyboard reaches the name. */
  pointerOnly?: boolean
  children: ReactNode
}

/** Opens the card of a person, when the app has one. */
export function Person({ user, pointerOnly = false, children }: PersonProps) {
  const { Person: Card } = useSlots()
  const names = useNames()
  const { channel, rights } = useConversation()
  const active = useContext(ActiveRow)
  if (!Card) return children
  return (
    <Card
      user={user}
      member={names.members.get(user.id)}
      serverId={names.serverId}
      tabIndex={active && !pointerOnly ? 0 : -1}
      onMention={
        rights.send && names.members.has(user.id)
          ? ({ username }) => writeMention(channel.id, username)
          : undefined
      }
    >
      {children}
    </Card>
  )
}
