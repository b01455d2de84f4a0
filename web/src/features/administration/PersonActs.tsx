import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import type { HeldAccount } from '@/api/supervision-types'
import { endSessionsOf } from '@/api/calls/end-sessions-of'
import { forcePasswordReset } from '@/api/calls/force-password-reset'
import { proposeRole } from '@/api/calls/propose-role'
import { restorePerson } from '@/api/calls/restore-person'
import { suspendPerson } from '@/api/calls/suspend-person'
import { nameOf } from '@/live/names'
import { Button } from '@/ui/Button'
import { DialogActions } from '@/ui/Dialog'

import { ProvenDialog } from './ProvenDialog'

type Deed = 'suspend' | 'restore' | 'sessions' | 'reset' | 'role'

/** What an administrator may do with somebody's account. */
export function PersonActs({ account, onChanged }: { account: HeldAccount; onChanged: () => void }) {
  const { t } = useLingui()
  const [deed, setDeed] = useState<Deed>()
  const name = nameOf(account.user)
  const id = account.user.id
  const administers = account.global_roles.includes('admin')
  const words: Record<Deed, [title: string, intro: string, act: string, done: string]> = {
    suspend: [
      t`Suspend ${name}?`,
      t`They are signed out at once and cannot come in any more.`,
      t`Suspend`,
      t`Suspended.`,
    ],
    restore: [t`Restore ${name}?`, t`They can sign in again.`, t`Restore the account`, t`Restored.`],
    sessions: [
      t`Sign ${name} out everywhere?`,
      t`They can sign in again at once.`,
      t`Sign out`,
      t`Signed out.`,
    ],
    reset: [
      t`Make ${name} choose a new password?`,
      t`The password they have is forgotten. A letter lets them choose another one.`,
      t`Forget the password`,
      t`The password is forgotten.`,
    ],
    role: administers
      ? [t`Take the role from ${name}?`, t`Another administrator must agree.`, t`Propose`, t`Proposed.`]
      : [t`Make ${name} administrator?`, t`Another administrator must agree.`, t`Propose`, t`Proposed.`],
  }
  const runs: Record<Deed, (reason: string | undefined) => Promise<unknown>> = {
    suspend: (reason) => suspendPerson(id, reason),
    restore: (reason) => restorePerson(id, reason),
    sessions: (reason) => endSessionsOf(id, reason),
    reset: (reason) => forcePasswordReset(id, reason),
    role: (reason) => proposeRole(id, administers ? 'take' : 'grant', reason),
  }
  return (
    <DialogActions>
      <Button tone="secondary" icon="crown" onClick={() => setDeed('role')}>
        {administers ? <Trans>Take the administrator’s role</Trans> : <Trans>Make administrator</Trans>}
      </Button>
      {!administers && (
        <>
          <Button tone="secondary" onClick={() => setDeed('sessions')}>
            <Trans>Sign them out everywhere</Trans>
          </Button>
          <Button tone="secondary" onClick={() => setDeed('reset')}>
            <Trans>New password</Trans>
          </Button>
          <Button tone="danger" onClick={() => setDeed(account.suspended_at ? 'restore' : 'suspend')}>
            {account.suspended_at ? <Trans>Restore the account</Trans> : <Trans>Suspend</Trans>}
          </Button>
        </>
      )}
      {deed && (
        <ProvenDialog
          title={words[deed][0]}
          intro={words[deed][1]}
          act={words[deed][2]}
          done={words[deed][3]}
          tone={deed === 'restore' || deed === 'role' ? 'primary' : 'danger'}
          run={runs[deed]}
          onDone={onChanged}
          onClose={() => setDeed(undefined)}
        />
      )}
    </DialogActions>
  )
}
