/** Moving channels by menu, keyboard or drag: at once on the screen, said aloud, explained when refused. */
import { useLingui } from '@lingui/react/macro'

import { complain } from '@/api/complain'
import type { Channel } from '@/api/types'
import { arranged, groupsOf, isCategory, step, type Group, type Move } from '@/lib/channel-order'
import { useMoveChannel } from '@/live/ordering'
import { announce } from '@/ui/announce'
import type { MenuItem } from '@/ui/Menu'

export interface Moving {
  go: (channel: Channel, move: Move | undefined) => void
  /** One place up or down. */
  nudge: (channel: Channel, by: 1 | -1) => void
  /** The menu's ways of moving a channel that has anywhere to go. */
  items: (channel: Channel) => MenuItem[]
}

export function useMoving(serverId: string, groups: readonly Group<Channel>[]): Moving {
  const { t, i18n } = useLingui()
  const move = useMoveChannel(serverId, (error) => void complain(i18n, error).then(announce))
  const listed = groups.flatMap(({ category, channels }) => (category ? [category, ...channels] : channels))
  const place = (channel: Channel, wanted: Move) => {
    const after = groupsOf(arranged(listed, [wanted]))
    const categories = after.flatMap(({ category }) => category ?? [])
    const group = after.find(({ channels }) => channels.some((one) => one.id === channel.id))
    const among = isCategory(channel) ? categories : (group?.channels ?? [])
    const number = among.findIndex((one) => one.id === channel.id) + 1
    const heading = group?.category?.name
    return heading
      ? t`${channel.name} moved: ${number} of ${among.length} in ${heading}.`
      : t`${channel.name} moved: ${number} of ${among.length}.`
  }
  const go = (channel: Channel, wanted: Move | undefined) => {
    if (!wanted) return
    move(wanted)
    announce(place(channel, wanted))
  }
  const nudge = (channel: Channel, by: 1 | -1) => go(channel, step(groups, channel.id, by))
  const items = (channel: Channel): MenuItem[] => [
    ...(step(groups, channel.id, -1)
      ? [{ label: t`Move up`, icon: 'up' as const, onSelect: () => nudge(channel, -1) }]
      : []),
    ...(step(groups, channel.id, 1)
      ? [{ label: t`Move down`, icon: 'down' as const, onSelect: () => nudge(channel, 1) }]
      : []),
  ]
  return { go, nudge, items }
}
