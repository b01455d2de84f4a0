/** What people do with messages, each shown at once and told to the server. */
import type { QueryClient } from '@tanstack/react-query'

import type { MessageWindow } from '@/api/cache'
import { markUnread } from '@/api/calls/mark-unread'
import { pinMessage } from '@/api/calls/pin-message'
import { removeEmbeds } from '@/api/calls/remove-embeds'
import { unpinMessage } from '@/api/calls/unpin-message'
import { keys } from '@/api/keys'
import type { Id, Message } from '@/api/types'
import { before, compareIds } from '@/lib/snowflake'
import { apply } from '@/live/apply'
import { calls, type Reader } from '@/live/mentions'

import { keepUnread } from './attention'

export function linkTo(serverId: Id, message: Message): string {
  return `${location.origin}/servers/${serverId}/channels/${message.channel_id}/${message.id}`
}

export async function setPinned(client: QueryClient, message: Message, pinned: boolean): Promise<void> {
  const { id, channel_id } = message
  await (pinned ? pinMessage : unpinMessage)(channel_id, id)
  apply(client, { name: 'MESSAGE_UPDATE', data: { id, channel_id, pinned } })
  await client.invalidateQueries({ queryKey: keys.pins(channel_id) })
}

export async function takePreviewsAway(client: QueryClient, { channel_id, id }: Message): Promise<void> {
  apply(client, { name: 'MESSAGE_UPDATE', data: await removeEmbeds(channel_id, id) })
}

/** From this message on, all is unread again, and stays so while the channel is open. */
export async function leaveUnread(client: QueryClient, message: Message, reader: Reader): Promise<void> {
  const { channel_id, id } = message
  const window = client.getQueryData<MessageWindow>(keys.messages(channel_id))
  const later = window?.messages.filter((one) => compareIds(one.id, id) >= 0) ?? []
  const mention_count = later.filter((one) => calls(one, reader)).length
  const last_read_message_id = before(id)
  keepUnread(channel_id, last_read_message_id)
  apply(client, { name: 'BEEP_READ_STATE', data: { channel_id, last_read_message_id, mention_count } })
  await markUnread(channel_id, id)
}
