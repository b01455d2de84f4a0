/** What the dialog of a channel holds, and what of it is sent. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { createChannel } from '@/api/calls/create-channel'
import { updateChannel } from '@/api/calls/update-channel'
import type { Channel } from '@/api/types'
import { CHANNEL_TYPES } from '@/lib/channel-order'
import { apply } from '@/live/apply'

import { useChannelAccess } from './use-channel-access'

export type ChannelKind = 'text' | 'announcement' | 'voice'

interface Options {
  serverId: string
  channel: Channel | undefined
  category: Channel | undefined
  categories: readonly Channel[]
  onSaved: (channelId: string) => void
}

export function useChannelForm({ serverId, channel, category, categories, onSaved }: Options) {
  const client = useQueryClient()
  const [kind, setKind] = useState<ChannelKind>('text')
  const [name, setName] = useState(channel?.name ?? '')
  const [topic, setTopic] = useState(channel?.topic ?? '')
  const [parentId, setParentId] = useState(channel?.parent_id ?? category?.id ?? '')
  const [slowMode, setSlowMode] = useState(String(channel?.rate_limit_per_user ?? 0))
  const parent = categories.find((one) => one.id === parentId)
  const form = useChannelAccess(serverId, channel ?? parent)
  const save = useMutation({
    mutationFn: () => {
      const permission_overwrites = form.exceptions()
      if (!channel)
        return createChannel(serverId, {
          name,
          type: CHANNEL_TYPES[kind],
          topic: topic.trim() || undefined,
          parent_id: parentId || undefined,
          permission_overwrites,
        })
      return updateChannel(channel.id, {
        name,
        topic: topic.trim(),
        rate_limit_per_user: Number(slowMode),
        ...((channel.parent_id ?? '') === parentId ? {} : { parent_id: parentId || null }),
        permission_overwrites,
      })
    },
    onSuccess: (saved) => {
      const data = { ...saved, guild_id: saved.guild_id ?? serverId }
      apply(client, { name: channel ? 'CHANNEL_UPDATE' : 'CHANNEL_CREATE', data })
      onSaved(saved.id)
    },
  })
  const fields = {
    kind,
    setKind,
    name,
    setName,
    topic,
    setTopic,
    parentId,
    setParentId,
    slowMode,
    setSlowMode,
  }
  return { ...fields, parent, form, save }
}
