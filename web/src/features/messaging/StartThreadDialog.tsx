import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { startThread } from '@/api/calls/start-thread'
import { explainField, explainForm } from '@/api/explain'
import type { Channel, Message } from '@/api/types'
import { plainText } from '@/lib/markdown'
import { can } from '@/lib/permissions'
import { apply } from '@/live/apply'
import { usePermissions } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Check } from '@/ui/Check'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { MessageQuote } from './MessageQuote'
import styles from './StartThreadDialog.module.css'

interface StartThreadDialogProps {
  channel: Channel
  /** What it is about; without one, the thread begins empty. */
  message?: Message
  onClose: () => void
}

const LONGEST = 100

/** A conversation beside the conversation. */
export function StartThreadDialog({ channel, message, onClose }: StartThreadDialogProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [, navigate] = useLocation()
  const mayHide = can(usePermissions(channel.guild_id, channel), 'createPrivateThreads') && !message
  const [name, setName] = useState(() => (message ? plainText(message.content).slice(0, 50).trim() : ''))
  const [isPrivate, setPrivate] = useState(false)
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => startThread(channel.id, { name: name.trim(), messageId: message?.id, isPrivate }),
    onSuccess: (thread) => {
      apply(client, { name: 'THREAD_CREATE', data: { ...thread, guild_id: channel.guild_id } })
      onClose()
      navigate(`/servers/${channel.guild_id}/channels/${thread.id}`)
    },
  })
  const sentence = explainForm(i18n, error, 'name')
  return (
    <Dialog title={t`Start a thread`} onClose={onClose}>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      {message && <MessageQuote message={message} />}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim()) mutate()
        }}
      >
        <TextField
          label={t`Name of the thread`}
          value={name}
          maxLength={LONGEST}
          error={explainField(i18n, error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        {mayHide && (
          <Check
            label={t`Private thread`}
            hint={t`Only those mentioned in it, and those who manage threads, see it.`}
            checked={isPrivate}
            onChange={setPrivate}
          />
        )}
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={isPending} disabled={!name.trim()}>
            <Trans>Start the thread</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
