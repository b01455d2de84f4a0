import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'

import { signOut } from '@/api/calls/sign-out'
import { dropTokens } from '@/api/session'
import { prove } from '@/live/proving'
import { Button } from '@/ui/Button'

import { Card } from './Card'
import styles from './Card.module.css'

interface SignInAgainProps {
  name: string
  busy: boolean
  onDone: () => void
}

/** The application wants to be sure that it is still the same person, who shows it by whatever they have. */
export function SignInAgain({ name, busy, onDone }: SignInAgainProps) {
  const { t } = useLingui()
  const again = useMutation({ mutationFn: prove, onSuccess: (proved) => proved && onDone() })
  // Who signs in another way does so from the start, and comes back here.
  const leave = useMutation({ mutationFn: signOut, onSettled: dropTokens })
  return (
    <Card title={t`Is it still you?`}>
      <p>
        <Trans>{name} asks you to sign in once more.</Trans>
      </p>
      <div className={styles.actions}>
        <Button wide busy={again.isPending || busy} onClick={() => again.mutate()}>
          <Trans>Show that it is me</Trans>
        </Button>
        <Button tone="ghost" wide busy={leave.isPending} onClick={() => leave.mutate()}>
          <Trans>Sign in another way</Trans>
        </Button>
      </div>
    </Card>
  )
}
