import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { getEmojiLimit } from '@/api/calls/get-emoji-limit'
import { keys } from '@/api/keys'
import type { ServerEmoji } from '@/api/types'
import { can } from '@/lib/permissions'
import { useMe, useOwnPermissions, useServer } from '@/live/queries'
import { EmptyState } from '@/ui/EmptyState'
import { List } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { SearchField } from '@/ui/SearchField'

import { AddEmojis } from './AddEmojis'
import { DeleteEmojiDialog } from './DeleteEmojiDialog'
import { EmojiRow } from './EmojiRow'
import styles from './Emojis.module.css'
import { RenameEmojiDialog } from './RenameEmojiDialog'

/** So many are looked over without searching. */
const FEW = 8

interface Act {
  what: 'rename' | 'delete'
  emoji: ServerEmoji
}

/** The emojis of a server: who added each, new ones, and other names. */
export function EmojisPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  const emojis = useServer(serverId).data?.emojis ?? []
  const myId = useMe()?.id
  const permissions = useOwnPermissions(serverId)
  const [search, setSearch] = useState('')
  const [act, setAct] = useState<Act>()
  const mayAdd = can(permissions, 'createExpressions')
  const mayChange = (emoji: ServerEmoji) =>
    can(permissions, 'manageExpressions') || (mayAdd && emoji.user?.id === myId)
  const wanted = search.trim().toLowerCase()
  const found = emojis
    .filter((one) => one.name?.toLowerCase().includes(wanted))
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
  const count = emojis.length
  const limit = useQuery({ queryKey: keys.emojiLimit(serverId), queryFn: () => getEmojiLimit(serverId) }).data
    ?.limit
  const isFull = limit !== undefined && count >= limit
  const close = () => setAct(undefined)
  return (
    <section className={styles.page} aria-label={t`Emojis`}>
      <h2>{count > 0 ? <Counted count={count} limit={limit} /> : <Trans>Emojis</Trans>}</h2>
      {mayAdd && !isFull && <AddEmojis serverId={serverId} emojis={emojis} />}
      {mayAdd && isFull && (
        <Notice>
          <Trans>There is no room for another emoji. Delete one to add one.</Trans>
        </Notice>
      )}
      {count > FEW && <SearchField label={t`Search the emojis`} value={search} onChange={setSearch} />}
      {count === 0 && (
        <EmptyState picture="hello" title={t`No emoji of its own yet`}>
          <p>
            <Trans>
              The signs that a community adds are written and reacted with by its name, like :tada:
            </Trans>
          </p>
        </EmptyState>
      )}
      {count > 0 && found.length === 0 && (
        <p className={styles.none}>
          <Trans>No emoji is called that.</Trans>
        </p>
      )}
      {found.length > 0 && (
        <List>
          {found.map((emoji) => (
            <EmojiRow
              key={emoji.id}
              emoji={emoji}
              mayChange={mayChange(emoji)}
              onRename={() => setAct({ what: 'rename', emoji })}
              onDelete={() => setAct({ what: 'delete', emoji })}
            />
          ))}
        </List>
      )}
      {act?.what === 'rename' && (
        <RenameEmojiDialog {...{ serverId, emojis }} emoji={act.emoji} onClose={close} />
      )}
      {act?.what === 'delete' && (
        <DeleteEmojiDialog {...{ serverId, emojis }} emoji={act.emoji} onClose={close} />
      )}
    </section>
  )
}

/** How many there are, and may be once that is known. */
function Counted({ count, limit }: { count: number; limit: number | undefined }) {
  if (limit === undefined) return <Plural value={count} one="# emoji" other="# emojis" />
  return <Plural value={count} one={`# emoji of ${limit}`} other={`# emojis of ${limit}`} />
}
