import { useLingui } from '@lingui/react/macro'
import { useRef, useState, type KeyboardEvent } from 'react'
import { VList, type VListHandle } from 'virtua'

import type { Id, Role } from '@/api/types'
import type { Presences } from '@/live/people-pushes'

import { GroupHeading } from './GroupHeading'
import { colorOf, type Row } from './groups'
import styles from './MemberList.module.css'
import { MemberRow } from './MemberRow'

interface MemberRowsProps {
  serverId: Id
  rows: readonly Row[]
  presences: Presences | undefined
  roles: readonly Role[]
  owner: Id | undefined
}

/** The rows in sight; the heading of the first one stays on top. Arrows move between people. */
export function MemberRows({ serverId, rows, presences, roles, owner }: MemberRowsProps) {
  const { t } = useLingui()
  const list = useRef<VListHandle>(null)
  const [first, setFirst] = useState(0)
  const [chosen, setChosen] = useState<Id>()
  const top = rows[Math.min(first, rows.length - 1)]
  const people = rows.filter((row) => row.kind === 'member')
  const current = people.find((row) => row.member.user.id === chosen) ?? people[0]

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = people.findIndex((row) => row === current)
    const steps: Record<string, number> = {
      ArrowDown: Math.min(at + 1, people.length - 1),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: people.length - 1,
    }
    const step = steps[event.key]
    const next = step === undefined ? undefined : people[step]
    if (!next || !(event.target as HTMLElement).closest('[data-person]')) return
    event.preventDefault()
    const { id } = next.member.user
    setChosen(id)
    list.current?.scrollToIndex(rows.indexOf(next), { align: 'nearest' })
    focusSoon(event.currentTarget, `[data-person="${id}"]`)
  }
  return (
    // Arrows move inside; each row is a button of its own.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.rows}
      onKeyDown={onKeyDown}
      onFocus={(event) => setChosen(event.target.dataset.person ?? chosen)}
    >
      {top && (
        <div className={styles.top} aria-hidden="true">
          <GroupHeading group={top.group} />
        </div>
      )}
      <VList
        ref={list}
        className={styles.list}
        role="list"
        aria-label={t`Members`}
        // The one with the focus stays, however far one scrolls.
        keepMounted={current ? [rows.indexOf(current)] : undefined}
        item={Item}
        onScroll={(offset) => setFirst(list.current?.findItemIndex(offset) ?? 0)}
      >
        {rows.map((row) =>
          row.kind === 'group' ? (
            <GroupHeading key={`group-${row.group.key}`} group={row.group} />
          ) : (
            <MemberRow
              key={row.member.user.id}
              serverId={serverId}
              member={row.member}
              color={colorOf(row.member, roles)}
              status={presences && (presences[row.member.user.id] ?? 'offline')}
              isOwner={row.member.user.id === owner}
              isCurrent={row === current}
            />
          ),
        )}
      </VList>
    </div>
  )
}

/** A row that was out of sight takes the focus once it is measured, which takes a frame or a few. */
function focusSoon(list: HTMLElement, row: string, frames = 20): void {
  requestAnimationFrame(() => {
    const found = list.querySelector<HTMLElement>(row)
    found?.focus()
    if (document.activeElement !== found && frames > 0) focusSoon(list, row, frames - 1)
  })
}

function Item({
  index: _index,
  ...rest
}: {
  index: number
  style: React.CSSProperties
  children: React.ReactNode
  ref?: React.Ref<HTMLDivElement>
}) {
  return <div role="listitem" {...rest} />
}
