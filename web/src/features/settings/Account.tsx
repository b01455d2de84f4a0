import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'

import { getAccount } from '@/api/calls/get-account'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { EmailForm } from './EmailForm'
import { PasswordForm } from './PasswordForm'

/** How I sign in: my address and my password. */
export function Account() {
  const { t, i18n } = useLingui()
  const { data, error } = useQuery({ queryKey: keys.account, queryFn: getAccount })
  if (!data) {
    return (
      <Section title={t`Account`}>
        {error ? (
          <Notice tone="danger">{explain(i18n, error)}</Notice>
        ) : (
          <SkeletonRows count={2} label={t`Your account is loading`} />
        )}
      </Section>
    )
  }
  return (
    <>
      <Section title={t`Email address`} note={t`You sign in with it. Only you see it.`}>
        <EmailForm account={data} />
      </Section>
      <Section
        title={t`Password`}
        note={
          data.has_password
            ? t`Changing it signs your other devices out.`
            : t`You sign in another way so far.`
        }
      >
        <PasswordForm account={data} />
        {!data.sending && (
          <p>
            <Trans>
              This Beep sends no mail. Should you forget your password, ask an administrator for a link.
            </Trans>
          </p>
        )}
      </Section>
    </>
  )
}
