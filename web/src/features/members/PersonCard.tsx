import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'

import type { Id, Member, User } from '@/api/types'

import type { Anchor } from './popover'
import styles from './PersonCard.module.css'

const ProfileCard = lazy(async () => ({ default: (await import('./ProfileCard')).ProfileCard }))

interface PersonCardProps {
  serverId: Id
  user: User
  member: Member | undefined
  children: ReactNode
  className?: string
  tabIndex?: number
  /** Writes a mention of them where one is writing. */
  onMention?: (user: User) => void
}

/** A name or a picture that opens the card of that person, by click and by keyboard. */
export function PersonCard({
  serverId,
  user,
  member,
  children,
  className,
  tabIndex,
  onMention,
}: PersonCardProps) {
  const [anchor, setAnchor] = useState<Anchor>()
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setAnchor(undefined)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? styles.plain}
        tabIndex={tabIndex}
        data-person={user.id}
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        onClick={() => setAnchor(anchor ? undefined : anchorOf(button.current))}
      >
        {children}
      </button>
      {anchor && (
        <Suspense>
          <ProfileCard
            serverId={serverId}
            user={user}
            member={member}
            anchor={anchor}
            onClose={close}
            onMention={onMention}
          />
        </Suspense>
      )}
    </>
  )
}

function anchorOf(button: HTMLElement | null): Anchor | undefined {
  const box = button?.getBoundingClientRect()
  return box && { left: box.left, right: box.right, top: box.top, bottom: box.bottom }
}
