import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { RoleProposal } from '@/api/supervision-types'
import { approveRole } from '@/api/calls/approve-role'
import { declineRole } from '@/api/calls/decline-role'
import { getMe } from '@/api/calls/get-me'
import { getPerson } from '@/api/calls/get-person'
import { listAdministrators } from '@/api/calls/list-administrators'
import { listRoleProposals } from '@/api/calls/list-role-proposals'
import { stepDown } from '@/api/calls/step-down'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { nameOf } from '@/live/names'
import { useMe } from '@/live/queries'
import { Button } from '@/ui/Button'
import { List, ListRow } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'

import { ProvenDialog } from './ProvenDialog'

/** Who administers, what is proposed, and stepping down. */
export function AdministratorsPage() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const me = useMe()
  const [leaving, setLeaving] = useState(false)
  const administrators = useQuery({ queryKey: keys.administrators, queryFn: listAdministrators })
  const proposals = useQuery({ queryKey: keys.roleProposals, queryFn: listRoleProposals })
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.administrators })
    void client.invalidateQueries({ queryKey: keys.roleProposals })
    void getMe().then((fresh) => client.setQueryData(keys.me, fresh))
  }
  const error = administrators.error ?? proposals.error
  return (
    <>
      <Section
        title={t`Administrators`}
        note={t`One proposes, another one agrees. Propose somebody from their page under People.`}
      >
        {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
        <List>
          {administrators.data?.map((one) => (
            <ListRow key={one.user.id} title={nameOf(one.user)} note={`@${one.user.username}`}>
              {one.user.id === me?.id && (
                <Button tone="secondary" onClick={() => setLeaving(true)}>
                  <Trans>Step down</Trans>
                </Button>
              )}
            </ListRow>
          ))}
        </List>
      </Section>
      <Section
        title={t`Proposals`}
        note={t`Where there is no other administrator, the operator agrees: beep admin approve.`}
      >
        {proposals.data?.length === 0 && (
          <p>
            <Trans>Nothing is proposed.</Trans>
          </p>
        )}
        {proposals.data && proposals.data.length > 0 && (
          <List>
            {proposals.data.map((one) => (
              <ProposalRow
                key={one.id}
                proposal={one}
                mine={one.proposed_by === me?.id}
                onChanged={refresh}
              />
            ))}
          </List>
        )}
      </Section>
      {leaving && (
        <ProvenDialog
          title={t`Step down as administrator?`}
          intro={t`Only other administrators can give you the role again.`}
          act={t`Step down`}
          done={t`You administer no more.`}
          withReason={false}
          run={stepDown}
          onDone={refresh}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  )
}

function ProposalRow({
  proposal,
  mine,
  onChanged,
}: {
  proposal: RoleProposal
  mine: boolean
  onChanged: () => void
}) {
  const { t } = useLingui()
  const [approving, setApproving] = useState(false)
  const person = useQuery({
    queryKey: keys.person(proposal.user_id),
    queryFn: () => getPerson(proposal.user_id),
  })
  const decline = useMutation({ mutationFn: () => declineRole(proposal.id), onSuccess: onChanged })
  const name = person.data ? nameOf(person.data.user) : proposal.user_id
  const title = proposal.kind === 'grant' ? t`Make ${name} administrator` : t`Take the role from ${name}`
  return (
    <ListRow title={title} note={[proposal.id, proposal.reason].filter(Boolean).join(' · ')}>
      {!mine && (
        <Button tone="primary" onClick={() => setApproving(true)}>
          <Trans>Agree</Trans>
        </Button>
      )}
      <Button tone="secondary" busy={decline.isPending} onClick={() => decline.mutate()}>
        {mine ? <Trans>Withdraw</Trans> : <Trans>Decline</Trans>}
      </Button>
      {approving && (
        <ProvenDialog
          title={title}
          intro={t`It holds at once.`}
          act={t`Agree`}
          done={t`Agreed.`}
          tone="primary"
          withReason={false}
          run={() => approveRole(proposal.id)}
          onDone={onChanged}
          onClose={() => setApproving(false)}
        />
      )}
    </ListRow>
  )
}
