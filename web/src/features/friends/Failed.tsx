import { Trans, useLingui } from '@lingui/react/macro'

import { explain } from '@/api/explain'
import type { User } from '@/api/types'
import { forgetFailure, useFailures, useFriendAct } from '@/live/friend-acts'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'

import styles from './Friends.module.css'

/** What went wrong about somebody, and a second try. */
export function Failed({ user }: { user: User }) {
  const { i18n } = useLingui()
  const failure = useFailures((state) => state.failures[user.id])
  const { mutate } = useFriendAct(user)
  if (!failure) return null
  return (
    <div className={styles.failed}>
      <Notice tone="danger">{explain(i18n, failure.error)}</Notice>
      <Button tone="secondary" icon="retry" onClick={() => mutate(failure.act)}>
        <Trans>Try again</Trans>
      </Button>
      <Button tone="ghost" onClick={() => forgetFailure(user.id)}>
        <Trans>Leave it</Trans>
      </Button>
    </div>
  )
}
