import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useLocation } from 'wouter'

import { createServer } from '@/api/calls/create-server'
import { explainField, explainForm } from '@/api/explain'
import { isGoodName, tidyName } from '@/lib/names'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextArea, TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { closeServerDialog } from './dialogs'

export function CreateServerDialog() {
  const { t, i18n } = useLingui()
  const [, navigate] = useLocation()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [tried, setTried] = useState(false)
  const { mutate, error, isPending } = useMutation({
    mutationFn: createServer,
    onSuccess: (server) => {
      closeServerDialog()
      navigate(`/servers/${server.id}`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isGoodName(name)) mutate({ name, description: description.trim() || undefined })
  }
  const wrong =
    tried && !isGoodName(name) ? t`Between 2 and 50 letters, digits, hyphens or underscores.` : undefined
  const sentence = explainForm(i18n, error, 'name', 'description')
  return (
    <Dialog
      title={t`Create a server`}
      intro={t`A home for your community: channels to talk in, and people you invite.`}
      onClose={closeServerDialog}
    >
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Server name`}
          hint={t`2 to 50 letters, digits, - or _. Spaces become hyphens.`}
          error={wrong ?? explainField(i18n, error, 'name')}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(tidyName(event.target.value))}
        />
        <TextArea
          label={t`Description (optional)`}
          error={explainField(i18n, error, 'description')}
          value={description}
          rows={2}
          onChange={(event) => setDescription(event.target.value)}
        />
        <DialogActions>
          <Button tone="ghost" onClick={closeServerDialog}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={isPending}>
            <Trans>Create</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
