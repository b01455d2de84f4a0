import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'

import { explainField, explainForm } from '@/api/explain'
import type { Channel } from '@/api/types'
import { isGoodName, tidyName } from '@/lib/names'
import { can } from '@/lib/permissions'
import { useChannelGroups } from '@/live/ordering'
import { usePermissions } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Choices } from '@/ui/Choices'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { SelectField, TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { AccessFields } from './AccessFields'
import { SLOW_MODES, useSlowModeNames } from './slow-modes'
import { useChannelForm } from './use-channel-form'

interface ChannelDialogProps {
  serverId: string
  /** The channel to change; without one, a new one is made. */
  channel?: Channel
  /** The category a new one is made in. */
  category?: Channel
  onSaved?: (channelId: string) => void
  onClose: () => void
}

export function ChannelDialog({ serverId, channel, category, onSaved, onClose }: ChannelDialogProps) {
  const { t, i18n } = useLingui()
  const [tried, setTried] = useState(false)
  const groups = useChannelGroups(serverId) ?? []
  const categories = groups.flatMap((group) => group.category ?? [])
  const rights = usePermissions(serverId, channel)
  const slowModeName = useSlowModeNames()
  const done = (id: string) => {
    onClose()
    if (values.kind !== 'voice') onSaved?.(id)
  }
  const values = useChannelForm({ serverId, channel, category, categories, onSaved: done })
  const { name, form, save } = values
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isGoodName(name)) save.mutate()
  }
  const isVoice = channel ? channel.type === 2 : values.kind === 'voice'
  const wrong =
    tried && !isGoodName(name) ? t`Between 2 and 50 letters, digits, hyphens or underscores.` : undefined
  const sentence = explainForm(i18n, save.error, 'name', 'topic', 'parent_id')
  return (
    <Dialog title={channel ? t`Edit the channel` : t`Create a channel`} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Channel name`}
          hint={t`2 to 50 letters, digits, - or _. Spaces become hyphens.`}
          error={wrong ?? explainField(i18n, save.error, 'name')}
          value={name}
          autoComplete="off"
          onChange={(event) => values.setName(tidyName(event.target.value))}
        />
        {!channel && (
          <Choices
            legend={t`Kind of channel`}
            value={values.kind}
            options={[
              { value: 'text', label: t`Text` },
              { value: 'announcement', label: t`Announcements` },
              { value: 'voice', label: t`Voice` },
            ]}
            onChange={values.setKind}
          />
        )}
        {!isVoice && (
          <TextField
            label={t`Topic (optional)`}
            error={explainField(i18n, save.error, 'topic')}
            value={values.topic}
            autoComplete="off"
            onChange={(event) => values.setTopic(event.target.value)}
          />
        )}
        {categories.length > 0 && (
          <SelectField
            label={t`Category`}
            error={explainField(i18n, save.error, 'parent_id')}
            value={values.parentId}
            options={[
              { value: '', label: t`No category` },
              ...categories.map((one) => ({ value: one.id, label: one.name })),
            ]}
            onChange={values.setParentId}
          />
        )}
        {channel && !isVoice && (
          <SelectField
            label={t`Slow mode`}
            hint={t`How long everybody waits between two messages.`}
            value={values.slowMode}
            options={SLOW_MODES.map((seconds) => ({ value: String(seconds), label: slowModeName(seconds) }))}
            onChange={values.setSlowMode}
          />
        )}
        {(!channel || can(rights, 'manageRoles')) && (
          <AccessFields
            serverId={serverId}
            form={form}
            isWritten={!isVoice && (channel ? channel.type === 0 : values.kind === 'text')}
          />
        )}
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={save.isPending}>
            {channel ? <Trans>Save</Trans> : <Trans>Create</Trans>}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
