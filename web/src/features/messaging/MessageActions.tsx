import { useLingui } from '@lingui/react/macro'
import type { KeyboardEvent } from 'react'

import type { Message } from '@/api/types'
import { copyText } from '@/lib/clipboard'
import { IconButton } from '@/ui/Button'
import { toast } from '@/ui/toasts'

import { askToDelete, focusComposer, startEditing, startReply } from './attention'
import styles from './MessageActions.module.css'

export interface Rights {
  edit: boolean
  remove: boolean
  reply: boolean
}

interface MessageActionsProps {
  message: Message
  rights: Rights
  active: boolean
}

/** What one may do with a message; shown under the pointer, and when the keyboard is on the row. */
export function MessageActions({ message, rights, active }: MessageActionsProps) {
  const { t } = useLingui()
  const tabIndex = active ? 0 : -1
  const copy = async () => {
    if (await copyText(message.content)) toast(t`Copied.`)
  }
  return (
    <div className={styles.actions}>
      {rights.reply && (
        <IconButton
          icon="reply"
          size={18}
          tabIndex={tabIndex}
          label={t`Reply`}
          onClick={() => reply(message)}
        />
      )}
      {rights.edit && (
        <IconButton
          icon="edit"
          size={18}
          tabIndex={tabIndex}
          label={t`Edit`}
          onClick={() => startEditing(message.id)}
        />
      )}
      <IconButton icon="copy" size={18} tabIndex={tabIndex} label={t`Copy the text`} onClick={copy} />
      {rights.remove && (
        <IconButton
          icon="trash"
          size={18}
          tabIndex={tabIndex}
          label={t`Delete`}
          onClick={() => askToDelete(message)}
        />
      )}
    </div>
  )
}

function reply(message: Message): void {
  startReply(message)
  focusComposer()
}

/** The same actions by one key, on the focused row. */
export function onMessageKey(event: KeyboardEvent<HTMLElement>, message: Message, rights: Rights): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'e' && rights.edit) startEditing(message.id)
  else if (event.key === 'r' && rights.reply) reply(message)
  else if (event.key === 'Delete' && rights.remove) askToDelete(message)
  else return
  event.preventDefault()
}
