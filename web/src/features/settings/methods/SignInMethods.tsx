import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'

import { getAccount } from '@/api/calls/get-account'
import { listIdentities } from '@/api/calls/list-identities'
import { listProviders } from '@/api/calls/list-providers'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { List } from '@/ui/List'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { Linkable } from './Linkable'
import { Linked } from './Linked'
import { PasswordRow } from './PasswordRow'

/** What opens my account: a password, and accounts elsewhere, linked and unlinked by me alone. */
export function SignInMethods() {
  const { t, i18n } = useLingui()
  const account = useQuery({ queryKey: keys.account, queryFn: getAccount })
  const identities = useQuery({ queryKey: keys.identities, queryFn: listIdentities })
  const providers = useQuery({ queryKey: keys.providers, queryFn: listProviders, staleTime: 30_000 })
  const error = account.error ?? identities.error ?? providers.error
  const isHere = account.data && identities.data && providers.data
  const others = providers.data?.filter((one) => !identities.data?.some((held) => held.provider === one.name))
  const mayLink = account.data?.verified || account.data?.verification === false
  return (
    <Section
      title={t`Sign-in methods`}
      note={t`What opens your account. An account elsewhere opens one account here, and no other.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!isHere && !error && <SkeletonRows count={2} label={t`Your sign-in methods are loading`} />}
      {isHere && (
        <>
          {!mayLink && others && others.length > 0 && (
            <Notice>
              <Trans>
                Before you can link an account, your email address here must be confirmed:{' '}
                <Link href="/settings/account">see your address</Link>.
              </Trans>
            </Notice>
          )}
          <List>
            <PasswordRow account={account.data} />
            {identities.data.map((one) => (
              <Linked key={one.id} identity={one} />
            ))}
            {others?.map((one) => (
              <Linkable key={one.name} provider={one} mayLink={mayLink === true} />
            ))}
          </List>
        </>
      )}
    </Section>
  )
}
