import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'

import { updateMe } from '@/api/calls/update-me'
import { explain, explainField } from '@/api/explain'
import type { Me } from '@/api/types'
import { squarePicture } from '@/lib/square'
import { apply } from '@/live/apply'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { toast } from '@/ui/toasts'

import styles from './Profile.module.css'

/** One's picture: chosen, cut square, shown to others at once. */
export function ProfilePicture({ me, name }: { me: Me; name: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const save = useMutation({
    mutationFn: (avatar: string | null) => updateMe({ avatar }),
    onSuccess: (data) => {
      apply(client, { name: 'USER_UPDATE', data })
      toast(data.avatar ? t`Your picture is saved.` : t`Your picture is removed.`)
    },
  })
  const choose = async (file: File | undefined) => {
    if (!file) return
    const { uri, tooLarge } = await squarePicture(file)
    if (uri) save.mutate(uri)
    else if (tooLarge) toast(t`This animation is too large. Choose one under 700 kB.`, 'danger')
    else toast(t`Choose a PNG, JPEG, GIF or WebP picture.`, 'danger')
  }
  return (
    <div className={styles.picture}>
      <Avatar id={me.id} picture={me.avatar} name={name} size="l" />
      <div className={styles.choices}>
        <Button tone="secondary" busy={save.isPending} onClick={() => input.current?.click()}>
          <Trans>Change picture</Trans>
        </Button>
        {me.avatar && (
          <Button tone="ghost" disabled={save.isPending} onClick={() => save.mutate(null)}>
            <Trans>Remove picture</Trans>
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        hidden
        data-picture
        onChange={(event) => {
          void choose(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      {save.error && (
        <Notice tone="danger">{explainField(i18n, save.error, 'avatar') ?? explain(i18n, save.error)}</Notice>
      )}
    </div>
  )
}
