import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { endOtherSessions } from '@/api/calls/end-other-sessions'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/toasts'

/** Whoever else is in my account is out, at once. */
export function SignOutElsewhere({ onDone }: { onDone?: () => void }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => {
      toast(t`Only this session is left.`)
      onDone?.()
    },
    onError: (error) => toast(explain(i18n, error), 'danger'),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  })
  return (
    <Button tone="secondary" icon="leave" busy={isPending} onClick={() => mutate()}>
      <Trans>Sign out everywhere else</Trans>
    </Button>
  )
}
