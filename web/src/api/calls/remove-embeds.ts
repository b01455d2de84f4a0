import { request } from '../client'
import { MESSAGE_FLAGS, type Id, type Message } from '../types'

/** Take the link previews away from a message. */
export function removeEmbeds(channelId: Id, id: Id): Promise<Message> {
  return request('PATCH', `/channels/${channelId}/messages/${id}`, {
    body: { flags: MESSAGE_FLAGS.suppressEmbeds },
  })
}
