import { useLingui } from '@lingui/react/macro'

import { useServer } from '@/live/queries'
import { Section } from '@/ui/Page'

import { IdentityForm } from './IdentityForm'

/** What a server is called and what it says of itself. */
export function OverviewPage({ serverId }: { serverId: string }) {
  const { t } = useLingui()
  const server = useServer(serverId).data
  if (!server) return null
  return (
    <Section title={t`Identity`}>
      <IdentityForm key={server.id} server={server} />
    </Section>
  )
}
