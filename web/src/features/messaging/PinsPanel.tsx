import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'

import { listPins } from '@/api/calls/list-pins'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Channel, Pin } from '@/api/types'
import { fullTime, messageTime } from '@/lib/time'
import { isPhone } from '@/ui/layout'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { SkeletonRows } from '@/ui/Skeleton'

import { askToPin } from './attention'
import { useRights } from './conversation-rights'
import { goTo } from './destination'
import { blocksOf, Markdown } from './Markdown'
import { displayName, useNames } from './names-context'
import { SidePanel } from './SidePanel'
import styles from './SidePanel.module.css'

/** What the channel has pinned, the latest first. */
export default function PinsPanel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const { data, error, refetch, isFetching } = useQuery<Pin[]>({
    queryKey: keys.pins(channel.id),
    queryFn: () => listPins(channel.id),
    staleTime: Infinity,
  })
  return (
    <SidePanel title={t`Pinned messages`} icon="pin" onClose={onClose}>
      <div className={styles.body}>
        {data?.map((pin) => (
          <PinCard key={pin.message.id} pin={pin} onGone={() => isPhone() && onClose()} />
        ))}
        {data?.length === 0 && (
          <EmptyState picture="letter" title={t`Nothing is pinned yet`}>
            <p>
              <Trans>Pin what everybody should find again: it stays here.</Trans>
            </p>
          </EmptyState>
        )}
        {!data && !error && <SkeletonRows count={4} label={t`Pinned messages are loading`} />}
        {!data && error && (
          <EmptyState picture="lost" title={t`The pinned messages did not arrive`}>
            <p>{explain(i18n, error)}</p>
            <Button icon="retry" busy={isFetching} onClick={() => void refetch()}>
              <Trans>Try again</Trans>
            </Button>
          </EmptyState>
        )}
      </div>
    </SidePanel>
  )
}

function PinCard({ pin: { message, pinned_at }, onGone }: { pin: Pin; onGone: () => void }) {
  const { i18n } = useLingui()
  const names = useNames()
  const mayPin = useRights(message.channel_id)?.pin ?? false
  const name = displayName(names, message.author)
  return (
    <article className={styles.card} aria-label={name}>
      <p className={styles.cardHead}>
        <Avatar
          id={message.author.id}
          picture={message.author.avatar}
          name={name}
          size="s"
          bot={message.author.bot}
        />
        <strong>{name}</strong>
        <time dateTime={message.timestamp} title={fullTime(new Date(pinned_at), i18n.locale)}>
          {messageTime(new Date(message.timestamp), i18n.locale)}
        </time>
      </p>
      <div className={styles.cardText}>
        <Markdown blocks={blocksOf(message)} mentions={message.mentions} />
      </div>
      <p className={styles.cardFoot}>
        <Button
          tone="secondary"
          onClick={() => {
            goTo(message.channel_id, message.id)
            onGone()
          }}
        >
          <Trans>Go to the message</Trans>
        </Button>
        {mayPin && (
          <Button tone="ghost" onClick={() => askToPin({ ...message, pinned: true })}>
            <Trans>Unpin</Trans>
          </Button>
        )}
      </p>
    </article>
  )
}
