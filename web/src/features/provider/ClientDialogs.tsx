import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { removeClient } from '@/api/calls/remove-client'
import { renewClientSecret } from '@/api/calls/renew-client-secret'
import { keys } from '@/api/keys'
import type { Client } from '@/api/types'

import { Confirm } from './Confirm'
import { SecretShown } from './SecretShown'

interface ClientDialogProps {
  client: Client
  onClose: () => void
}

export function RenewSecret({ client, onClose }: ClientDialogProps) {
  const { t } = useLingui()
  const renew = useMutation({ mutationFn: () => renewClientSecret(client.id) })
  if (renew.data) {
    return (
      <SecretShown
        title={t`New secret of ${client.name}`}
        client={client}
        secret={renew.data.secret}
        onClose={onClose}
      />
    )
  }
  return (
    <Confirm
      title={t`Give ${client.name} a new secret?`}
      intro={t`The old one stops working at once; people who are signed in stay so.`}
      error={renew.error}
      busy={renew.isPending}
      onClose={onClose}
      onConfirm={() => renew.mutate()}
    >
      <Trans>New secret</Trans>
    </Confirm>
  )
}

export function RemoveClient({ client, onClose }: ClientDialogProps) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const remove = useMutation({
    mutationFn: () => removeClient(client.id),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: keys.clients })
      onClose()
    },
  })
  return (
    <Confirm
      title={t`Remove ${client.name}?`}
      intro={t`Nobody can sign in to it with Beep any more, and its access to accounts ends.`}
      error={remove.error}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <Trans>Remove the application</Trans>
    </Confirm>
  )
}
