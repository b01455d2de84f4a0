import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { ApiError } from '@/api/errors'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { withProof } from '@/live/proving'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { toast } from '@/ui/toasts'

/** Taking a factor away: a question, a proof of who asks, and one more question for administrators. */
export function useRemoval(remove: (anyway: boolean) => Promise<void>, onRemoved: () => void) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [asked, setAsked] = useState<'once' | 'again'>()
  const { mutate, isPending } = useMutation({
    mutationFn: (anyway: boolean) => withProof(() => remove(anyway)),
    onSuccess: onRemoved,
    onError: (error) => {
      if (error instanceof ApiError && error.key === 'factors.last_factor') setAsked('again')
      else toast(explain(i18n, error), 'danger')
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.factors }),
  })
  const dialog = (title: string) =>
    asked && (
      <ConfirmDialog
        key={asked}
        title={asked === 'once' ? title : t`Give up administering?`}
        intro={
          asked === 'once'
            ? t`It opens your account no more.`
            : t`Administrators need a second factor here. Without any you lose the role at your next sign-in.`
        }
        act={asked === 'once' ? t`Remove` : t`Remove it all the same`}
        onAct={() => mutate(asked === 'again')}
        onClose={() => setAsked(undefined)}
      />
    )
  return { ask: () => setAsked('once'), isPending, dialog }
}
