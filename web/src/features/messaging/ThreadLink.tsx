import { Link } from 'wouter'

import type { Message } from '@/api/types'
import { useThread } from '@/live/threads'

import { useNames } from './names-context'

/** The name of the thread a message tells of; pressing it opens the thread. */
export function ThreadLink({ message }: { message: Message }) {
  const { serverId } = useNames()
  const threadId = message.thread?.id ?? message.message_reference?.channel_id ?? message.id
  const thread = useThread(serverId, threadId) ?? message.thread
  const name = thread?.name ?? message.content
  return (
    <Link href={`/servers/${serverId}/channels/${threadId}`}>
      <strong>{name}</strong>
    </Link>
  )
}
