import { Trans, useLingui } from '@lingui/react/macro'

import type { LinkedIdentity } from '@/api/identity-types'
import { timeAgo } from '@/lib/time'

/** Who I am there, and when that last brought me in. */
export function AboutIdentity({ identity }: { identity: LinkedIdentity }) {
  const { t, i18n } = useLingui()
  const used = timeAgo(new Date(identity.last_used_at), i18n.locale)
  const email =
    identity.email && (identity.email_verified ? identity.email : t`${identity.email}, not confirmed`)
  const who = [identity.username ?? identity.name, email].filter(Boolean).join(' · ')
  return (
    <>
      {who && `${who} — `}
      {identity.active ? (
        <Trans>last used {used}</Trans>
      ) : (
        <Trans>does not open your account any more: this Beep does not know it now</Trans>
      )}
    </>
  )
}
