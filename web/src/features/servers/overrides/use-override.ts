import { useMutation, useQueryClient } from '@tanstack/react-query'

import { deleteOverride } from '@/api/calls/delete-override'
import { putOverride } from '@/api/calls/put-override'
import type { Channel, Overwrite } from '@/api/types'
import { apply } from '@/live/apply'

import { isEmpty, withOverride } from './rules'

/** Save an exception, or take it away once it says nothing. */
export function useOverride(channel: Channel) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (override: Overwrite) =>
      isEmpty(override) ? deleteOverride(channel.id, override.id) : putOverride(channel.id, override),
    onSuccess: (_, override) =>
      apply(client, { name: 'CHANNEL_UPDATE', data: withOverride(channel, override) }),
  })
}
