import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { updateMe } from '@/api/calls/update-me'
import { explain, explainField } from '@/api/explain'
import type { Me } from '@/api/types'
import { apply } from '@/live/apply'
import { Avatar } from '@/ui/Avatar'
import { PicturePicker } from '@/ui/PicturePicker'
import { toast } from '@/ui/toasts'

/** One's picture: chosen, cut square, shown to others at once. */
export function ProfilePicture({ me, name }: { me: Me; name: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (avatar: string | null) => updateMe({ avatar }),
    onSuccess: (data) => {
      apply(client, { name: 'USER_UPDATE', data })
      toast(data.avatar ? t`Your picture is saved.` : t`Your picture is removed.`)
    },
  })
  return (
    <PicturePicker
      shown={<Avatar id={me.id} picture={me.avatar} name={name} size="l" />}
      removable={me.avatar !== null}
      busy={save.isPending}
      error={save.error ? (explainField(i18n, save.error, 'avatar') ?? explain(i18n, save.error)) : undefined}
      onChoose={save.mutate}
    />
  )
}
