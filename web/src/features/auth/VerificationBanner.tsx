import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'

import { getAccount } from '@/api/calls/get-account'
import { sendVerification } from '@/api/calls/send-verification'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { Banner } from '@/ui/Banner'
import { Button } from '@/ui/Button'

/** My e-mail waits to be confirmed, and here that keeps me from something. */
export function VerificationBanner() {
  const { t, i18n } = useLingui()
  const account = useQuery({ queryKey: keys.account, queryFn: getAccount }).data
  const { mutate, error, isPending, isSuccess } = useMutation({ mutationFn: sendVerification })
  if (!account?.verification || account.verified || !account.email) return null
  const { email, sending } = account
  const words = !sending ? (
    <Trans>Your address {email} is not confirmed. Ask an administrator for the link.</Trans>
  ) : isSuccess ? (
    <Trans>A new letter is on its way to {email}. Look among unwanted mail too.</Trans>
  ) : (
    <Trans>Confirm your address: open the link in the letter sent to {email}.</Trans>
  )
  return (
    <Banner label={t`Confirm your address`} icon="warning" words={error ? explain(i18n, error) : words}>
      {!isSuccess && (
        <Button tone="secondary" busy={isPending} onClick={() => mutate()}>
          {sending ? <Trans>Send it again</Trans> : <Trans>Ask for a link</Trans>}
        </Button>
      )}
    </Banner>
  )
}
