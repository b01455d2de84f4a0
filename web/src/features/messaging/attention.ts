/** Which message is being edited, answered or deleted in the open channel. */
import { create } from 'zustand'

import type { Message } from '@/api/types'

interface Attention {
  editing: string | undefined
  replyTo: Message | undefined
  deleting: Message | undefined
}

const NOTHING: Attention = { editing: undefined, replyTo: undefined, deleting: undefined }

export const useAttention = create<Attention>(() => NOTHING)

export const startEditing = (id: string) => useAttention.setState({ editing: id })
export const stopEditing = () => useAttention.setState({ editing: undefined })
export const startReply = (message: Message) => useAttention.setState({ replyTo: message })
export const stopReply = () => useAttention.setState({ replyTo: undefined })
export const askToDelete = (message: Message) => useAttention.setState({ deleting: message })
export const stopDeleting = () => useAttention.setState({ deleting: undefined })
export const resetAttention = () => useAttention.setState(NOTHING)

export const COMPOSER_ID = 'composer'

export function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus()
}
