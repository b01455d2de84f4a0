import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { getFactors } from '@/api/calls/get-factors'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { SignOutElsewhere } from '../SignOutElsewhere'
import { AuthenticatorApp } from './AuthenticatorApp'
import { Passkeys } from './Passkeys'
import { RecoveryCodes } from './RecoveryCodes'
import { RecoveryCodesDialog } from './RecoveryCodesDialog'
import styles from './Security.module.css'

/** What protects my account beside the password: passkeys, an app that makes codes, codes on paper. */
export function Security() {
  const { t, i18n } = useLingui()
  const { data, error } = useQuery({ queryKey: keys.factors, queryFn: getFactors })
  const [codes, setCodes] = useState<string[]>()
  const [changed, setChanged] = useState(false)
  if (!data) {
    return (
      <Section title={t`Security`}>
        {error ? (
          <Notice tone="danger">{explain(i18n, error)}</Notice>
        ) : (
          <SkeletonRows count={3} label={t`Your protection is loading`} />
        )}
      </Section>
    )
  }
  const has = Boolean(data.totp) || data.passkeys.length > 0
  const onChange = (fresh?: string[] | null) => {
    setChanged(true)
    if (fresh) setCodes(fresh)
  }
  return (
    <>
      {data.needed && !has && (
        <Notice tone="signal">
          <Trans>You administer this Beep only with a second factor. Set up a passkey or an app.</Trans>
        </Notice>
      )}
      {changed && (
        <Notice>
          <div className={styles.offer}>
            <p>
              <Trans>Done. Is somebody else signed in to your account? They still are.</Trans>
            </p>
            <SignOutElsewhere onDone={() => setChanged(false)} />
          </div>
        </Notice>
      )}
      <Passkeys factors={data} onChange={onChange} />
      <AuthenticatorApp factors={data} onChange={onChange} />
      {has && <RecoveryCodes factors={data} onMade={setCodes} />}
      {codes && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </>
  )
}
