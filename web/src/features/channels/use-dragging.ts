/** Dragging channels and categories to other places. Whoever cannot drag has the menu and the keyboard. */
import { useState, type DragEvent, type KeyboardEvent } from 'react'

import type { Channel } from '@/api/types'
import { isCategory, type Group } from '@/lib/channel-order'

import type { Moving } from './use-moving'

type Edge = 'above' | 'below' | 'inside'

/** What a row is given: nothing when the channels are not one's to move. */
export type Draggable = (channel: Channel, group: Group<Channel>) => object

export function useDragging(moving: Moving, groups: readonly Group<Channel>[], mayMove: boolean): Draggable {
  const [dragged, setDragged] = useState<Channel>()
  const [over, setOver] = useState<{ id: string; edge: Edge }>()
  const end = () => {
    setDragged(undefined)
    setOver(undefined)
  }
  const edgeAt = (event: DragEvent, target: Channel): Edge | undefined => {
    if (!dragged || dragged.id === target.id) return undefined
    if (isCategory(target) && !isCategory(dragged)) return 'inside'
    if (isCategory(dragged) && !isCategory(target)) return undefined
    const box = event.currentTarget.getBoundingClientRect()
    return event.clientY < box.top + box.height / 2 ? 'above' : 'below'
  }
  const drop = (target: Channel, group: Group<Channel>, edge: Edge) => {
    if (!dragged) return
    if (edge === 'inside') {
      const inside = groups.find((one) => one.category?.id === target.id)?.channels ?? []
      moving.go(dragged, { id: dragged.id, parent_id: target.id, position: inside.length })
      return
    }
    const together = isCategory(target) ? groups.flatMap((one) => one.category ?? []) : group.channels
    const others = together.filter((one) => one.id !== dragged.id)
    const position = others.findIndex((one) => one.id === target.id) + (edge === 'below' ? 1 : 0)
    const parent = isCategory(dragged) ? {} : { parent_id: group.category?.id ?? null }
    moving.go(dragged, { id: dragged.id, position, ...parent })
  }
  return (channel, group) => {
    if (!mayMove) return {}
    return {
      draggable: true,
      'data-over': over?.id === channel.id ? over.edge : undefined,
      'data-dragged': dragged?.id === channel.id || undefined,
      onDragStart: (event: DragEvent) => {
        event.stopPropagation()
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', channel.name)
        setDragged(channel)
      },
      onDragOver: (event: DragEvent) => {
        const edge = edgeAt(event, channel)
        if (!edge) return
        event.preventDefault()
        event.stopPropagation()
        if (over?.id !== channel.id || over.edge !== edge) setOver({ id: channel.id, edge })
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        event.stopPropagation()
        const edge = edgeAt(event, channel)
        if (edge) drop(channel, group, edge)
        end()
      },
      onDragEnd: end,
      onKeyDown: (event: KeyboardEvent) => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
        event.preventDefault()
        moving.nudge(channel, event.key === 'ArrowUp' ? -1 : 1)
      },
    }
  }
}
