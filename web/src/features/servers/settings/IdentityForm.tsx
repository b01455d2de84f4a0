import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { updateServer } from '@/api/calls/update-server'
import { explainField, explainForm } from '@/api/explain'
import type { Server } from '@/api/types'
import { isGoodName, tidyName } from '@/lib/names'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { TextArea, TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { toast } from '@/ui/toasts'

export function IdentityForm({ server }: { server: Server }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [name, setName] = useState(server.name)
  const [description, setDescription] = useState(server.description ?? '')
  const save = useMutation({
    mutationFn: () => updateServer(server.id, { name, description: description.trim() }),
    onSuccess: (data) => {
      apply(client, { name: 'GUILD_UPDATE', data })
      toast(t`Saved.`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isGoodName(name)) save.mutate()
  }
  const sentence = explainForm(i18n, save.error, 'name', 'description')
  return (
    <form onSubmit={submit} noValidate>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <TextField
        label={t`Server name`}
        hint={t`2 to 50 letters, digits, - or _. Spaces become hyphens.`}
        value={name}
        onChange={(event) => setName(tidyName(event.target.value))}
        error={explainField(i18n, save.error, 'name')}
      />
      <TextArea
        label={t`Description (optional)`}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        error={explainField(i18n, save.error, 'description')}
      />
      <Button type="submit" busy={save.isPending} disabled={!isGoodName(name)}>
        <Trans>Save</Trans>
      </Button>
    </form>
  )
}
