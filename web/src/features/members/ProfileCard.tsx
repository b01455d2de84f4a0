import { useLingui } from '@lingui/react/macro'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

import type { Id, Member, User } from '@/api/types'
import { actOn } from '@/live/acting'
import { askWhy } from '@/live/asking'
import { nameOf } from '@/live/names'
import { IconButton } from '@/ui/Button'

import { MemberActs } from './MemberActs'
import { MemberRoles } from './MemberRoles'
import { placeBeside, type Anchor, type Place } from './popover'
import styles from './ProfileCard.module.css'
import { ProfileFacts } from './ProfileFacts'
import { ProfileHead } from './ProfileHead'

interface ProfileCardProps {
  serverId: Id
  user: User
  member: Member | undefined
  anchor: Anchor
  onClose: () => void
  onMention?: (user: User) => void
}

/** Who somebody is here, and what one may do about them. Escape and a click elsewhere close it. */
export function ProfileCard({ serverId, user, member, anchor, onClose, onMention }: ProfileCardProps) {
  const { t } = useLingui()
  const card = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<Place>()
  const name = nameOf(user, member)
  const host = useHost()

  useLayoutEffect(() => {
    const box = card.current
    if (box) setPlace(placeBeside(anchor, box.offsetWidth, box.offsetHeight, window))
  }, [anchor])
  useEffect(() => card.current?.focus({ preventScroll: true }), [])
  useAway(card, onClose)

  return createPortal(
    // A dialog that is no modal one: keys are heard here for Escape only.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={card}
      role="dialog"
      aria-label={t`Profile of ${name}`}
      tabIndex={-1}
      className={styles.card}
      style={place ?? { opacity: 0 }}
      onKeyDown={(event) => {
        // Lists behind must not move while one is in here.
        event.stopPropagation()
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose()
      }}
    >
      <IconButton icon="close" label={t`Close`} className={styles.close} onClick={onClose} />
      <ProfileHead serverId={serverId} user={user} member={member} />
      {member && <MemberRoles serverId={serverId} member={member} />}
      <ProfileFacts user={user} member={member} />
      <MemberActs
        serverId={serverId}
        user={user}
        member={member}
        onAct={(act) => {
          onClose()
          actOn({ act, serverId, user, member })
        }}
        onWhy={() => {
          onClose()
          askWhy({ serverId, userId: user.id })
        }}
        onMention={
          onMention &&
          (() => {
            onClose()
            onMention(user)
          })
        }
      />
    </div>,
    host,
  )
}

/** Cards opened from a dialog live in it: what is outside of it cannot be reached. */
function useHost(): Element {
  const [host] = useState(() => document.activeElement?.closest('dialog') ?? document.body)
  return host
}

function useAway(card: React.RefObject<HTMLElement | null>, onClose: () => void): void {
  useEffect(() => {
    const away = (event: PointerEvent) => {
      const target = event.target as Element
      if (!card.current?.contains(target) && !target.closest('[aria-expanded="true"][data-person]')) onClose()
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [card, onClose])
}
