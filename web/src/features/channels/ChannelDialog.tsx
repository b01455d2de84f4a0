import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { createChannel } from '@/api/calls/create-channel'
import { updateChannel } from '@/api/calls/update-channel'
import { explainField, explainForm } from '@/api/explain'
import type { Channel } from '@/api/types'
import { isGoodName, tidyName } from '@/lib/names'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

interface ChannelDialogProps {
  serverId: string
  /** The channel to change; without one, a new one is made. */
  channel?: Channel
  onSaved?: (channelId: string) => void
  onClose: () => void
}

export function ChannelDialog({ serverId, channel, onSaved, onClose }: ChannelDialogProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [name, setName] = useState(channel?.name ?? '')
  const [topic, setTopic] = useState(channel?.topic ?? '')
  const [tried, setTried] = useState(false)
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      channel
        ? updateChannel(channel.id, { name, topic: topic.trim() })
        : createChannel(serverId, { name, topic: topic.trim() || undefined }),
    onSuccess: (saved) => {
      const data = { ...saved, guild_id: saved.guild_id ?? serverId }
      apply(client, { name: channel ? 'CHANNEL_UPDATE' : 'CHANNEL_CREATE', data })
      onClose()
      onSaved?.(saved.id)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isGoodName(name)) mutate()
  }
  const wrong =
    tried && !isGoodName(name) ? t`Between 2 and 50 letters, digits, hyphens or underscores.` : undefined
  const sentence = explainForm(i18n, error, 'name', 'topic')
  return (
    <Dialog title={channel ? t`Edit the channel` : t`Create a channel`} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Channel name`}
          hint={t`2 to 50 letters, digits, - or _. Spaces become hyphens.`}
          error={wrong ?? explainField(i18n, error, 'name')}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(tidyName(event.target.value))}
        />
        <TextField
          label={t`Topic (optional)`}
          error={explainField(i18n, error, 'topic')}
          value={topic}
          autoComplete="off"
          onChange={(event) => setTopic(event.target.value)}
        />
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={isPending}>
            {channel ? <Trans>Save</Trans> : <Trans>Create</Trans>}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
