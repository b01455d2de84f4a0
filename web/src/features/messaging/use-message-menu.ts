import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { explain } from '@/api/explain'
import type { Message } from '@/api/types'
import { copyText } from '@/lib/clipboard'
import type { MenuItem } from '@/ui/Menu'
import { toast } from '@/ui/toasts'

import { askToDelete, askToPin, showReactors, startThreadFrom, toggleChosen } from './attention'
import { useConversation } from './conversation'
import { leaveUnread, linkTo, takePreviewsAway } from './message-deeds'
import type { MessageRights } from './message-rights'
import { useNames } from './names-context'

/** The longer list of what one may do with a message. */
export function useMessageMenu(message: Message, may: MessageRights): MenuItem[] {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const { serverId, rights } = useConversation()
  const names = useNames()
  const copy = async (text: string) => {
    if (await copyText(text)) toast(t`Copied.`)
  }
  const trying = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => toast(explain(i18n, error), 'danger'))
  const reader = { id: names.myId, roles: names.myRoles, blocked: [], deafToEveryone: false }
  const items: (MenuItem | false)[] = [
    may.thread && { label: t`Start a thread`, icon: 'thread', onSelect: () => startThreadFrom(message) },
    may.pin && {
      label: message.pinned ? t`Unpin` : t`Pin`,
      icon: 'pin',
      onSelect: () => askToPin(message),
    },
    {
      label: t`Mark unread`,
      icon: 'unread',
      onSelect: () => trying(leaveUnread(client, message, reader)),
    },
    message.content !== '' && {
      label: t`Copy the text`,
      icon: 'copy',
      onSelect: () => void copy(message.content),
    },
    { label: t`Copy the link`, icon: 'link', onSelect: () => void copy(linkTo(serverId, message)) },
    (message.reactions?.length ?? 0) > 0 && {
      label: t`Who reacted`,
      icon: 'smile',
      onSelect: () => showReactors(message),
    },
    may.removePreviews && {
      label: t`Remove the previews`,
      icon: 'close',
      onSelect: () => trying(takePreviewsAway(client, message)),
    },
    rights.manage && {
      label: t`Choose several`,
      icon: 'select',
      onSelect: () => toggleChosen(message.id),
    },
    may.remove && { label: t`Delete`, icon: 'trash', danger: true, onSelect: () => askToDelete(message) },
  ]
  return items.filter((item): item is MenuItem => item !== false)
}
