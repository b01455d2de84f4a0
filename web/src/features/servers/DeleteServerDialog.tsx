import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { deleteServer } from '@/api/calls/delete-server'
import { explainForm } from '@/api/explain'
import type { Server } from '@/api/types'
import { apply } from '@/live/apply'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

interface DeleteServerDialogProps {
  server: Server
  onDeleted: () => void
  onClose: () => void
}

/** Deleting asks for the name, so that it is meant, and whether it is still me. */
export function DeleteServerDialog({ server, onDeleted, onClose }: DeleteServerDialogProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => withProof(() => deleteServer(server.id)),
    onSuccess: () => {
      apply(client, { name: 'GUILD_DELETE', data: { id: server.id } })
      onDeleted()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const sentence = explainForm(i18n, error)
  return (
    <Dialog
      title={t`Delete ${server.name}?`}
      intro={t`Channels and messages go with it. Nobody can bring them back.`}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Type the name of the server: ${server.name}`}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" tone="danger" busy={isPending} disabled={typed !== server.name}>
            <Trans>Delete for ever</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
