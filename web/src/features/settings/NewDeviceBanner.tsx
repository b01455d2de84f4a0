import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'

import type { NewDevice } from '@/api/factor-types'
import { keys } from '@/api/keys'
import { Banner } from '@/ui/Banner'
import { Button } from '@/ui/Button'

import { deviceName } from './device'

/** Somebody has just signed in to my account with something not used before: was it me? */
export function NewDeviceBanner({ devices }: { devices: readonly NewDevice[] }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [device] = devices
  if (!device) return null
  const name = deviceName(i18n, device)
  const seen = () =>
    client.setQueryData<NewDevice[]>(keys.newDevices, (old) => old?.filter((one) => one !== device))
  return (
    <Banner
      label={t`New sign-in`}
      icon="shield"
      words={<Trans>Somebody signed in to your account with {name}. Was it you?</Trans>}
    >
      <Button tone="secondary" onClick={seen}>
        <Trans>It was me</Trans>
      </Button>
      <Link href="/settings/sessions" onClick={seen}>
        <Trans>Show my sessions</Trans>
      </Link>
    </Banner>
  )
}
