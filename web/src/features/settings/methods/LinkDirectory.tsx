import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import type { IdentityProvider } from '@/api/identity-types'
import { keys } from '@/api/keys'
import { DirectoryForm } from '@/live/DirectoryForm'
import { Dialog } from '@/ui/Dialog'
import { toast } from '@/ui/toasts'

/** Link an account of a directory: its user name and password, shown once. */
export function LinkDirectory({ provider, onClose }: { provider: IdentityProvider; onClose: () => void }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const { label } = provider
  const linked = () => {
    void client.invalidateQueries({ queryKey: keys.identities })
    toast(t`Your account is linked to ${label}.`)
    onClose()
  }
  return (
    <Dialog
      title={t`Link ${label}`}
      intro={t`Show who you are there. From then on it opens your account here too.`}
      onClose={onClose}
    >
      <DirectoryForm
        provider={provider}
        purpose="link"
        act={t({ message: `Link`, context: `act` })}
        onOutcome={linked}
        onBack={onClose}
      />
    </Dialog>
  )
}
