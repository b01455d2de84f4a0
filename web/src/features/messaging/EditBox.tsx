import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

import { editMessage } from '@/api/calls/edit-message'
import { explain } from '@/api/explain'
import type { Message } from '@/api/types'
import { codePoints } from '@/lib/text'
import { apply } from '@/live/apply'

import { askToDelete, focusComposer, stopEditing } from './attention'
import styles from './EditBox.module.css'
import { decodeMentions, encodeMentions } from './mentions'
import { useNames } from './names-context'
import { MAX_LENGTH } from './rules'

/** A message being changed, in its place. */
export default function EditBox({ message }: { message: Message }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const names = useNames()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => {
    const people = new Map(message.mentions.map((user) => [user.id, user]))
    for (const { user } of names.members.values()) people.set(user.id, user)
    return decodeMentions(message.content, {
      people,
      roles: names.roles,
      channels: names.channels,
      emojis: names.mentionable.emojis,
    })
  })
  const save = useMutation({
    mutationFn: (content: string) => editMessage(message.channel_id, message.id, content),
    onSuccess: (data) => {
      apply(client, { name: 'MESSAGE_UPDATE', data })
      leave()
    },
  })
  const leave = () => {
    stopEditing()
    focusComposer(message.channel_id)
  }
  useEffect(() => {
    const element = field.current
    element?.focus()
    element?.setSelectionRange(element.value.length, element.value.length)
  }, [])
  const content = encodeMentions(text, names.mentionable).trim()
  const tooLong = codePoints(content) > MAX_LENGTH
  const submit = () => {
    if (content === message.content) leave()
    else if (content === '') askToDelete(message)
    else if (!tooLong) save.mutate(content)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') leave()
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={styles.box}>
      <textarea
        ref={field}
        aria-label={t`Edit the message`}
        value={text}
        rows={Math.min(10, text.split('\n').length)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p className={styles.help}>
        {save.error ? (
          <span className={styles.error}>{explain(i18n, save.error)}</span>
        ) : tooLong ? (
          <span className={styles.error}>
            <Trans>A message has at most 2000 characters.</Trans>
          </span>
        ) : (
          <span>
            <Trans>Enter to save, Escape to cancel</Trans>
          </span>
        )}
        <button type="button" onClick={leave}>
          <Trans>Cancel</Trans>
        </button>
        <button type="button" disabled={save.isPending || tooLong} onClick={submit}>
          <Trans>Save</Trans>
        </button>
      </p>
    </div>
  )
}
