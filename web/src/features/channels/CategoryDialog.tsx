import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { createChannel } from '@/api/calls/create-channel'
import { updateChannel } from '@/api/calls/update-channel'
import { explainField, explainForm } from '@/api/explain'
import type { Channel } from '@/api/types'
import { CHANNEL_TYPES } from '@/lib/channel-order'
import { can } from '@/lib/permissions'
import { apply } from '@/live/apply'
import { usePermissions } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { AccessFields } from './AccessFields'
import { useChannelAccess } from './use-channel-access'

interface CategoryDialogProps {
  serverId: string
  /** The category to change; without one, a new one is made. */
  category?: Channel
  onClose: () => void
}

export function CategoryDialog({ serverId, category, onClose }: CategoryDialogProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const rights = usePermissions(serverId, category)
  const [name, setName] = useState(category?.name ?? '')
  const [tried, setTried] = useState(false)
  const form = useChannelAccess(serverId, category)
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), permission_overwrites: form.exceptions() }
      return category
        ? updateChannel(category.id, body)
        : createChannel(serverId, { ...body, type: CHANNEL_TYPES.category })
    },
    onSuccess: (saved) => {
      const data = { ...saved, guild_id: saved.guild_id ?? serverId }
      apply(client, { name: category ? 'CHANNEL_UPDATE' : 'CHANNEL_CREATE', data })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim()) mutate()
  }
  const wrong = tried && !name.trim() ? t`Give the category a name.` : undefined
  const sentence = explainForm(i18n, error, 'name')
  return (
    <Dialog title={category ? t`Edit the category` : t`Create a category`} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Category name`}
          hint={t`A heading for a group of channels, 50 characters at most.`}
          error={wrong ?? explainField(i18n, error, 'name')}
          value={name}
          maxLength={50}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        {(!category || can(rights, 'manageRoles')) && (
          <AccessFields serverId={serverId} form={form} isCategory isWritten={false} />
        )}
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={isPending}>
            {category ? <Trans>Save</Trans> : <Trans>Create</Trans>}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
