import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import type { ServerFate } from '@/api/leaving-types'
import { askToLeave } from '@/api/calls/ask-to-leave'
import { explainForm } from '@/api/explain'
import { keys } from '@/api/keys'
import { withProof } from '@/live/proving'
import { useServers } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

import { FateField, type Fate } from './FateField'

/** Leaving asks what becomes of my servers, and who I am where that was long ago. */
export function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const owned = (useServers().data ?? []).filter((server) => server.owner)
  const [fates, setFates] = useState<Record<string, Fate>>({})
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => withProof(() => askToLeave(chosen(fates))),
    onSuccess: (departure) => {
      client.setQueryData(keys.departure, departure)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const sentence = explainForm(i18n, error)
  return (
    <Dialog
      title={t`Delete my account?`}
      intro={t`You will see until when you can take it back. After that nobody can bring it back.`}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        {owned.map((server) => (
          <FateField
            key={server.id}
            server={server}
            value={fates[server.id] ?? 'next'}
            onChange={(fate) => setFates({ ...fates, [server.id]: fate })}
          />
        ))}
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" tone="danger" busy={isPending}>
            <Trans>Delete my account</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function chosen(fates: Record<string, Fate>): ServerFate[] {
  return Object.entries(fates)
    .filter(([, fate]) => fate !== 'next')
    .map(([id, fate]): ServerFate => {
      if (fate === 'delete') return { guild_id: id, fate }
      return { guild_id: id, fate: 'transfer', to: fate }
    })
}
