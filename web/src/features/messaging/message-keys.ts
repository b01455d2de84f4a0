import type { KeyboardEvent } from 'react'

import type { Message } from '@/api/types'

import {
  askToDelete,
  askToPin,
  focusComposer,
  startEditing,
  startReacting,
  startReply,
  toggleChosen,
} from './attention'
import type { Rights } from './conversation'
import type { MessageRights } from './message-rights'

export function answer(message: Message): void {
  startReply(message)
  focusComposer(message.channel_id)
}

/** The same actions by one key, on the focused row. */
export function onMessageKey(
  event: KeyboardEvent<HTMLElement>,
  message: Message,
  may: MessageRights,
  rights: Rights,
): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'e' && may.edit) startEditing(message.id)
  else if (event.key === 'r' && may.reply) answer(message)
  else if (event.key === 'p' && may.pin) askToPin(message)
  else if (event.key === 'x' && rights.manage) toggleChosen(message.id)
  else if (event.key === '+' && may.react) startReacting(message, event.currentTarget.getBoundingClientRect())
  else if (event.key === 'Delete' && may.remove) askToDelete(message)
  else return
  event.preventDefault()
}
