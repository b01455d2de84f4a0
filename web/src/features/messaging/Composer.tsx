import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useRef, useState, type KeyboardEvent } from 'react'

import type { MessageWindow } from '@/api/cache'
import { keys } from '@/api/keys'
import type { Channel } from '@/api/types'
import { cx } from '@/lib/cx'
import { IconButton } from '@/ui/Button'
import { later } from '@/ui/later'

import { composerId, startEditing, stopReply, useAttention } from './attention'
import styles from './Composer.module.css'
import { ComposerEmoji } from './ComposerEmoji'
import { isThread, useConversation } from './conversation'
import { callsEveryone } from './mentions'
import { displayName, useNames } from './names-context'
import { useSlots } from './slots'
import type { Listed, Picker } from './Suggestions'
import { useComposer } from './use-composer'
import { useSlowMode } from './use-slow-mode'

const Suggestions = later(async () => (await import('./Suggestions')).Suggestions, true)
const EveryoneDialog = lazy(() => import('./EveryoneDialog'))

/** Where one writes. Enter sends, Shift+Enter makes a new line, Up edits the last message. */
export function Composer({ channel }: { channel: Channel }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const names = useNames()
  const replyTo = useAttention((state) =>
    state.replyTo?.channel_id === channel.id ? state.replyTo : undefined,
  )
  const label = isThread(channel) ? t`Message in the thread ${channel.name}` : t`Message in #${channel.name}`
  const composer = useComposer(channel.id)
  const picker = useRef<Picker>(null)
  const [listed, setListed] = useState<Listed>()
  const { field, text, left } = composer
  const { ComposerAttachments, ComposerAttach } = useSlots()

  const { rights } = useConversation()
  const waitS = useSlowMode(channel, rights.manage)
  const [calling, setCalling] = useState<'everyone' | 'here'>()
  const mayLeave = composer.mayLeave && waitS === 0
  const send = () => {
    if (!mayLeave) return
    const who = rights.callEveryone ? callsEveryone(composer.content) : undefined
    if (who) setCalling(who)
    else composer.send()
  }

  const editLast = () => {
    const window = client.getQueryData<MessageWindow>(keys.messages(channel.id))
    const mine = window?.messages.findLast((message) => message.author.id === names.myId)
    if (mine) startEditing(mine.id)
    return mine !== undefined
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || picker.current?.onKeyDown(event)) return
    if (event.key === 'Enter' && !event.shiftKey && !isTouch()) send()
    else if (event.key === 'ArrowUp' && text === '' && editLast()) void 0
    else if (event.key === 'Escape' && replyTo) stopReply()
    else return
    event.preventDefault()
  }
  return (
    <div className={styles.composer}>
      <Suspense>
        <Suggestions composer={composer} ref={picker} onList={setListed} />
      </Suspense>
      {replyTo && (
        <div className={styles.reply}>
          <span>
            <Trans>
              Answering <b>{displayName(names, replyTo.author)}</b>
            </Trans>
          </span>
          <IconButton icon="close" size={16} label={t`Do not answer`} onClick={stopReply} />
        </div>
      )}
      {ComposerAttachments && (
        <ComposerAttachments
          channelId={channel.id}
          field={field}
          onChange={composer.attach}
          sent={composer.sent}
        />
      )}
      <div className={styles.row}>
        {ComposerAttach && <ComposerAttach channelId={channel.id} />}
        <textarea
          ref={field}
          id={composerId(channel.id)}
          rows={1}
          value={text}
          autoFocus={!isTouch()}
          aria-label={label}
          placeholder={label}
          aria-autocomplete="list"
          aria-controls={listed?.id}
          aria-activedescendant={listed?.activeId}
          onChange={(event) => {
            composer.write(event.target.value)
            picker.current?.look()
          }}
          onSelect={() => picker.current?.look()}
          onKeyDown={onKeyDown}
        />
        {left < 200 && (
          <span className={cx(styles.count, left < 0 && styles.over)} aria-live="polite">
            {left}
          </span>
        )}
        {waitS > 0 && (
          <span
            className={styles.count}
            title={t`Slow mode: one message every ${channel.rate_limit_per_user ?? 0} seconds.`}
          >
            {t`${waitS} s`}
          </span>
        )}
        <ComposerEmoji channelId={channel.id} className={styles.emoji} />
        <IconButton icon="send" label={t`Send`} className={styles.send} disabled={!mayLeave} onClick={send} />
      </div>
      {calling && (
        <Suspense>
          <EveryoneDialog
            who={calling}
            onClose={() => setCalling(undefined)}
            onSend={() => {
              setCalling(undefined)
              composer.send()
            }}
          />
        </Suspense>
      )}
    </div>
  )
}

/** On a phone the Enter key makes lines; there is a button to send. */
function isTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches
}
