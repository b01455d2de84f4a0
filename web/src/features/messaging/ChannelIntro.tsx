import { Trans, useLingui } from '@lingui/react/macro'

import type { Channel } from '@/api/types'
import { Picture } from '@/ui/Picture'

import { isThread } from './conversation'
import styles from './ChannelIntro.module.css'

/** The beginning of a channel. */
export function ChannelIntro({ channel, maySend }: { channel: Channel; maySend: boolean }) {
  const { t } = useLingui()
  return (
    <div className={styles.intro}>
      <Picture name="hello" />
      <h2>{isThread(channel) ? channel.name : t`Welcome to #${channel.name}`}</h2>
      <p>
        {isThread(channel) ? (
          <Trans>This is the beginning of the thread.</Trans>
        ) : channel.topic ? (
          channel.topic
        ) : maySend ? (
          <Trans>This is the beginning of the channel. Say something kind.</Trans>
        ) : (
          <Trans>This is the beginning of the channel.</Trans>
        )}
      </p>
    </div>
  )
}
