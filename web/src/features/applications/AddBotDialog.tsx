import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { addBot } from '@/api/calls/add-bot'
import { explainForm } from '@/api/explain'
import type { Application, ServerSummary } from '@/api/types'
import { can, PERMISSIONS } from '@/lib/permissions'
import { useServers } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { SelectField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { toast } from '@/ui/toasts'

/** Servers where I may add a bot. */
export function manageable(servers: readonly ServerSummary[]): ServerSummary[] {
  return servers.filter((server) => {
    const bits = BigInt(server.permissions)
    return server.owner || can(bits, 'manageServer') || (bits & PERMISSIONS.administrator) !== 0n
  })
}

export function AddBotDialog({ bot, onClose }: { bot: Application; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const servers = manageable(useServers().data ?? [])
  const [chosen, setChosen] = useState<string>()
  const serverId = chosen ?? servers[0]?.id
  const { mutate, error, isPending } = useMutation({
    mutationFn: (id: string) => addBot(id, bot.id),
    onSuccess: (_, id) => {
      const server = servers.find((one) => one.id === id)?.name ?? ''
      toast(t`${bot.name} is now in ${server}.`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (serverId) mutate(serverId)
  }
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={t`Add ${bot.name} to a server`} onClose={onClose}>
      {serverId ? (
        <form onSubmit={submit}>
          {sentence && <Notice tone="danger">{sentence}</Notice>}
          <SelectField
            label={t`Server`}
            value={serverId}
            options={servers.map((server) => ({ value: server.id, label: server.name }))}
            onChange={setChosen}
          />
          <DialogActions>
            <Button tone="ghost" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" busy={isPending}>
              <Trans>Add</Trans>
            </Button>
          </DialogActions>
        </form>
      ) : (
        <p>
          <Trans>You manage no server. Create one first, or ask somebody who manages theirs.</Trans>
        </p>
      )}
    </Dialog>
  )
}
