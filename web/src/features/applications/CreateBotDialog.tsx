import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { createApplication } from '@/api/calls/create-application'
import { explainField, explainForm } from '@/api/explain'
import { keys } from '@/api/keys'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import { TokenShown } from './TokenShown'

export function CreateBotDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => createApplication(name.trim()),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.applications }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) mutate()
  }
  if (data) return <TokenShown title={t`${data.name} is ready`} token={data.token} onClose={onClose} />
  const sentence = explainForm(i18n, error, 'name')
  return (
    <Dialog title={t`Create a bot`} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Bot name`}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          error={explainField(i18n, error, 'name')}
        />
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={isPending} disabled={!name.trim()}>
            <Trans>Create</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
