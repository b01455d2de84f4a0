import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { deleteRole } from '@/api/calls/delete-role'
import { explainForm } from '@/api/explain'
import type { Role } from '@/api/types'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

import { forgetDraft } from './drafts'

interface DeleteRoleDialogProps {
  serverId: string
  role: Role
  holders: number
  onDeleted: () => void
  onClose: () => void
}

/** Says how many people lose something before a role goes. */
export function DeleteRoleDialog({ serverId, role, holders, onDeleted, onClose }: DeleteRoleDialogProps) {
  const { t, i18n } = useLingui()
  const { name } = role
  const client = useQueryClient()
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => deleteRole(serverId, role.id),
    onSuccess: () => {
      onClose()
      onDeleted()
      forgetDraft(role.id)
      apply(client, { name: 'GUILD_ROLE_DELETE', data: { guild_id: serverId, role_id: role.id } })
    },
  })
  const intro = plural(holders, {
    0: 'Nobody has it. Its exceptions in channels go with it.',
    one: 'One member has it and loses what it allows. Its exceptions in channels go with it.',
    other: '# members have it and lose what it allows. Its exceptions in channels go with it.',
  })
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={t`Delete the role ${name}?`} intro={intro} onClose={onClose}>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button tone="danger" busy={isPending} onClick={() => mutate()}>
          <Trans>Delete the role</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
