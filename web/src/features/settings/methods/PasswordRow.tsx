import { Trans, useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'

import type { Account } from '@/api/account-types'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { ListRow } from '@/ui/List'

/** My address and password, which are changed on a page of their own. */
export function PasswordRow({ account }: { account: Account }) {
  const { t } = useLingui()
  const [, navigate] = useLocation()
  const { email } = account
  const note = !account.has_password
    ? t`Not set yet`
    : email
      ? t`with the address ${email}`
      : t`Without an email address it opens nothing: add one.`
  return (
    <ListRow start={<Icon name="lock" size={24} />} title={t`Password`} note={note}>
      <Button
        tone="secondary"
        aria-label={account.has_password ? t`Change the password` : undefined}
        onClick={() => navigate('/settings/account', { replace: true })}
      >
        {account.has_password ? <Trans>Change</Trans> : <Trans>Set a password</Trans>}
      </Button>
    </ListRow>
  )
}
