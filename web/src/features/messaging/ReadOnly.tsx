import { Trans, useLingui } from '@lingui/react/macro'

import { isPast, messageTime } from '@/lib/time'
import { useServer } from '@/live/queries'
import { Icon } from '@/ui/Icon'

import styles from './ChannelView.module.css'
import { useConversation } from './conversation'
import { useNames } from './names-context'

const ANNOUNCEMENTS = 5

/** In the place of the composer: why one cannot write here. */
export default function ReadOnly() {
  return (
    <p className={styles.readOnly}>
      <Icon name="lock" size={18} />
      <span>
        <Why />
      </span>
    </p>
  )
}

function Why() {
  const { i18n } = useLingui()
  const { serverId, channel, isThread } = useConversation()
  const names = useNames()
  const archived = useServer(serverId).data?.archived_at
  const quietUntil = names.members.get(names.myId ?? '')?.communication_disabled_until
  if (archived) return <Trans>This server is archived: it can be read, and nothing in it changes.</Trans>
  if (quietUntil && !isPast(quietUntil)) {
    const until = messageTime(new Date(quietUntil), i18n.locale)
    return <Trans>You are in time-out until {until}. You can still read.</Trans>
  }
  if (isThread && channel.thread_metadata?.locked)
    return <Trans>This thread is locked. You can still read it.</Trans>
  if (isThread) return <Trans>You can read this thread, but not write in it.</Trans>
  if (channel.type === ANNOUNCEMENTS)
    return <Trans>This channel is for announcements. Only those who make them write here.</Trans>
  return <Trans>You can read this channel, but not write in it.</Trans>
}
