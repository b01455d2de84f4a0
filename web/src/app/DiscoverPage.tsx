import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'

import { Discovery } from '@/features/servers/discovery/Discovery'
import { Page } from '@/ui/Page'

/** Where one looks for a public server. */
export function DiscoverPage() {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  return (
    <Page title={t`Discover`} onClose={() => navigate('/')}>
      <Discovery />
    </Page>
  )
}
