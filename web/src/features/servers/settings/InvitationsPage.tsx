import { useLingui } from '@lingui/react/macro'

import { Section } from '@/ui/Page'

import { InviteList } from '../InviteList'

export function InvitationsPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  return (
    <Section title={t`Invitations`} note={t`Links that still open this server.`}>
      <InviteList serverId={serverId} />
    </Section>
  )
}
