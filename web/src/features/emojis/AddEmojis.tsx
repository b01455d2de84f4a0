import { Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'

import type { ServerEmoji } from '@/api/types'
import { cx } from '@/lib/cx'
import { fileSize } from '@/lib/files'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/toasts'
import { useDropping } from '@/ui/use-dropping'

import styles from './Emojis.module.css'
import { NewEmojiDialog } from './NewEmojiDialog'
import { MOST_MOVING, open, type Picked } from './picture'

interface AddEmojisProps {
  serverId: string
  emojis: readonly ServerEmoji[]
}

type Usable = Exclude<Picked, { kind: 'refused' }>

/** Takes pictures that are dropped, pasted or chosen, and asks about one after the other. */
export function AddEmojis({ serverId, emojis }: AddEmojisProps) {
  const { t, i18n } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const [waiting, setWaiting] = useState<readonly Usable[]>([])
  const [done, setDone] = useState(0)
  const most = fileSize(MOST_MOVING, i18n.locale)
  const take = async (files: Iterable<File>) => {
    const picked = await Promise.all([...files].map(open))
    for (const one of picked) {
      const { name } = one.file
      if (one.kind !== 'refused') continue
      if (one.why === 'unreadable') toast(t`${name} is no PNG, JPEG, GIF or WebP picture.`, 'danger')
      else toast(t`${name} moves and holds more than ${most}.`, 'danger')
    }
    const usable = picked.filter((one): one is Usable => one.kind !== 'refused')
    setWaiting((others) => [...others, ...usable])
  }
  const over = useDropping(undefined, true, (files) => void take(files))
  const [next] = waiting
  return (
    <div className={cx(styles.add, over && styles.over)}>
      <div>
        <p>
          <strong>
            <Trans>Drop or paste pictures here, or choose them.</Trans>
          </strong>
        </p>
        <p className={styles.none}>
          <Trans>PNG, JPEG, GIF or WebP; made 128 pixels large here. What moves holds {most} at most.</Trans>
        </p>
      </div>
      <Button icon="plus" onClick={() => input.current?.click()}>
        <Trans>Choose pictures</Trans>
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        data-emojis
        onChange={(event) => {
          void take(event.target.files ?? [])
          event.target.value = ''
        }}
      />
      {next && (
        <NewEmojiDialog
          // A dialog of its own for each picture.
          key={done}
          serverId={serverId}
          emojis={emojis}
          picked={next}
          left={waiting.length - 1}
          onDone={() => {
            setDone(done + 1)
            setWaiting(waiting.slice(1))
          }}
          onClose={() => setWaiting([])}
        />
      )}
    </div>
  )
}
