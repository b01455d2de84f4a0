import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import type { Member } from '@/api/types'
import { fold } from '@/lib/text'
import { nameOf } from '@/live/names'
import { Avatar } from '@/ui/Avatar'
import { Dialog } from '@/ui/Dialog'
import { SearchField } from '@/ui/SearchField'

import styles from './MemberPicker.module.css'

interface MemberPickerProps {
  title: string
  intro?: string
  members: readonly Member[]
  /** The dialog stays open: several can be picked one after the other, unless the caller closes it. */
  onPick: (member: Member) => void
  onClose: () => void
}

const SHOWN = 60

/** Whether somebody's names contain what was typed. */
export function isCalled(member: Member, search: string): boolean {
  const { user, nick } = member
  return fold(`${nick ?? ''} ${user.global_name ?? ''} ${user.username}`).includes(fold(search.trim()))
}

/** People of a server to choose from. */
export function MemberPicker({ title, intro, members, onPick, onClose }: MemberPickerProps) {
  const { t } = useLingui()
  const [search, setSearch] = useState('')
  const found = members.filter((member) => isCalled(member, search))
  return (
    <Dialog title={title} intro={intro} onClose={onClose}>
      <SearchField label={t`Search the members`} value={search} onChange={setSearch} />
      <ul className={styles.people} aria-label={t`Members`}>
        {found.slice(0, SHOWN).map((member) => {
          const name = nameOf(member.user, member)
          return (
            <li key={member.user.id}>
              <button type="button" onClick={() => onPick(member)}>
                <Avatar
                  id={member.user.id}
                  picture={member.user.avatar}
                  name={name}
                  size="s"
                  bot={member.user.bot}
                />
                <span>{name}</span>
                <small>@{member.user.username}</small>
              </button>
            </li>
          )
        })}
      </ul>
      {found.length === 0 && (
        <p className={styles.note}>
          <Trans>Nobody to choose.</Trans>
        </p>
      )}
      {found.length > SHOWN && (
        <p className={styles.note}>
          <Trans>There are more: type a part of the name.</Trans>
        </p>
      )}
    </Dialog>
  )
}
