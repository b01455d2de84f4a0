import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'

import { listReactors } from '@/api/calls/list-reactors'
import { keys } from '@/api/keys'
import type { Message, Reaction } from '@/api/types'
import { emojiKey } from '@/lib/emoji'

import { displayName, useNames } from './names-context'
import styles from './ReactionBar.module.css'

const NAMED = 4

/** "Ana, Bo and 3 others". */
export function ReactorNames({
  message,
  reaction: { emoji, count },
}: {
  message: Message
  reaction: Reaction
}) {
  const { t, i18n } = useLingui()
  const names = useNames()
  const key = emojiKey(emoji)
  const { data } = useQuery({
    queryKey: keys.reactors(message.id, key),
    queryFn: () => listReactors(message.channel_id, message.id, key),
    staleTime: 30_000,
  })
  if (!data || data.length === 0) return null
  const shown = data
    .slice(0, NAMED)
    .map((user) => (user.id === names.myId ? t`you` : displayName(names, user)))
  const more = Math.max(0, count - shown.length)
  const list = new Intl.ListFormat(i18n.locale).format(more > 0 ? [...shown, t`${more} more`] : shown)
  return (
    <span role="tooltip" className={styles.who}>
      {list}
    </span>
  )
}
