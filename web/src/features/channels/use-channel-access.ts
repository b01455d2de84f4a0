/** Who sees and writes in the channel of a form: its own access, or its category's until it is touched. */
import { useState } from 'react'

import type { Channel, Overwrite } from '@/api/types'
import { accessOf, withAccess, type ChannelAccess } from '@/lib/channel-access'
import { can } from '@/lib/permissions'
import { useMe, usePermissions } from '@/live/queries'

export interface AccessForm {
  access: ChannelAccess
  isTouched: boolean
  change: (changes: Partial<ChannelAccess>) => void
  /** The exceptions to send, if they are to differ from what they would be by themselves. */
  exceptions: () => Overwrite[] | undefined
}

export function useChannelAccess(serverId: string, source: Channel | undefined): AccessForm {
  const me = useMe()
  const rights = usePermissions(serverId, source)
  const [touched, setTouched] = useState<ChannelAccess>()
  const own = source?.permission_overwrites ?? []
  const access = touched ?? accessOf(own, serverId)
  // Who makes a channel private without being an administrator keeps seeing it.
  const keeper = can(rights, 'administrator') ? undefined : me?.id
  return {
    access,
    isTouched: touched !== undefined,
    change: (changes) => setTouched({ ...access, ...changes }),
    exceptions: () => touched && withAccess(own, serverId, touched, keeper),
  }
}
