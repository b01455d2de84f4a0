import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState, type FormEvent } from 'react'

import { createEmoji } from '@/api/calls/create-emoji'
import { explainField, explainForm } from '@/api/explain'
import type { ServerEmoji } from '@/api/types'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'
import { toast } from '@/ui/toasts'

import styles from './Emojis.module.css'
import { Framing } from './Framing'
import { WHOLE } from './framing'
import { NameField } from './NameField'
import { isGoodName, nameOfFile } from './names'
import { drawn, type Picked } from './picture'

interface NewEmojiDialogProps {
  serverId: string
  emojis: readonly ServerEmoji[]
  picked: Exclude<Picked, { kind: 'refused' }>
  /** Pictures that wait after this one. */
  left: number
  onDone: () => void
  onClose: () => void
}

/** A picture becomes an emoji: what is kept of it, how it looks small, what it is called. */
export function NewEmojiDialog({ serverId, emojis, picked, left, onDone, onClose }: NewEmojiDialogProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [name, setName] = useState(() => nameOfFile(picked.file.name))
  const [frame, setFrame] = useState(WHOLE)
  const uri = useMemo(
    () => (picked.kind === 'still' ? drawn(picked.image, frame) : picked.uri),
    [picked, frame],
  )
  const save = useMutation({
    mutationFn: () => createEmoji(serverId, { name, image: uri }),
    onSuccess: (emoji) => {
      const others = emojis.filter((one) => one.id !== emoji.id)
      apply(client, {
        name: 'GUILD_EMOJIS_UPDATE',
        data: { guild_id: serverId, emojis: [...others, emoji] },
      })
      toast(t`:${name}: is there.`)
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isGoodName(name)) save.mutate()
  }
  const sentence = explainField(i18n, save.error, 'image') ?? explainForm(i18n, save.error, 'name')
  const more = plural(left, { one: 'One more picture waits.', other: '# more pictures wait.' })
  return (
    <Dialog title={t`New emoji`} intro={left > 0 ? more : undefined} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        {picked.kind === 'still' ? (
          <Framing size={picked.image} frame={frame} shown={uri} onFrame={setFrame} />
        ) : (
          <p className={styles.none}>
            <Trans>A picture that moves is kept as it is.</Trans>
          </p>
        )}
        <Looks uri={uri} />
        <NameField
          name={name}
          emojis={emojis}
          error={explainField(i18n, save.error, 'name')}
          onChange={setName}
        />
        <DialogActions>
          <Button tone="ghost" onClick={left > 0 ? onDone : onClose}>
            {left > 0 ? <Trans>Skip</Trans> : <Trans>Cancel</Trans>}
          </Button>
          <Button type="submit" busy={save.isPending} disabled={!isGoodName(name)}>
            <Trans>Add the emoji</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

const SIZES = [48, 22, 18]

/** As it will be seen, by day and by night. */
function Looks({ uri }: { uri: string }) {
  const { t } = useLingui()
  return (
    <div className={styles.looks} role="img" aria-label={t`How it will look`}>
      {(['light', 'dark'] as const).map((room) => (
        <span key={room} data-room={room}>
          {SIZES.map((size) => (
            <img key={size} src={uri} alt="" width={size} height={size} />
          ))}
        </span>
      ))}
    </div>
  )
}
