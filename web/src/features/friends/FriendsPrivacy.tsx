import { useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { getAskers } from '@/api/calls/get-askers'
import { updateAskers } from '@/api/calls/update-askers'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Askers } from '@/api/people-types'
import { SelectField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

/** Who may ask to be my friend. */
export function FriendsPrivacy() {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const askers = useQuery({ queryKey: keys.askers, queryFn: getAskers })
  const change = useMutation({
    mutationFn: updateAskers,
    onSuccess: (chosen) => client.setQueryData<Askers>(keys.askers, chosen),
  })
  const options: { value: Askers; label: string }[] = [
    { value: 'everyone', label: t`Everyone` },
    { value: 'servers', label: t`Members of servers I share` },
    { value: 'friends_of_friends', label: t`Friends of my friends` },
    { value: 'nobody', label: t`Nobody` },
  ]
  const error = askers.error ?? change.error
  const value = change.isPending ? change.variables : askers.data
  return (
    <Section
      title={t`Friend requests`}
      note={t`Whoever may not ask you is told nothing of it: to them it is as if there were nobody of your name.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!value && !error && <SkeletonRows count={1} label={t`Your choice is loading`} />}
      {value && (
        <SelectField
          label={t`Who may ask to be your friend`}
          hint={change.isPending ? t`Saving…` : change.isSuccess ? t`Saved.` : undefined}
          value={value}
          options={options}
          onChange={(chosen) => change.mutate(chosen)}
        />
      )}
    </Section>
  )
}
