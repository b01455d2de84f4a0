import { useLingui } from '@lingui/react/macro'
import { useRef } from 'react'

import type { Id } from '@/api/types'
import { IconButton } from '@/ui/Button'

import styles from './ComposerAttachments.module.css'
import { useMayAttach } from './rights'
import { useTaking } from './use-taking'

/** The button that chooses files. */
export function ComposerAttach({ channelId }: { channelId: Id }) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const take = useTaking(channelId)
  if (!useMayAttach(channelId)) return null
  return (
    <>
      <IconButton
        icon="plus"
        label={t`Add files`}
        className={styles.add}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-files={channelId}
        onChange={(event) => {
          take(event.target.files ?? [])
          event.target.value = ''
        }}
      />
    </>
  )
}
