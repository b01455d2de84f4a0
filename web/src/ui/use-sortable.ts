/** A list whose rows are dragged to another place, or moved with Alt and the arrows. */
import { useState, type DragEvent, type KeyboardEvent } from 'react'

interface Dragging {
  from: string
  over?: string
}

/** Give each row what this returns for its id; ids that are not in the list stay where they are. */
export function useSortable(ids: readonly string[], move: (from: number, to: number) => void) {
  const [dragging, setDragging] = useState<Dragging>()
  return (id: string) => {
    const index = ids.indexOf(id)
    if (index < 0) return {}
    const from = dragging ? ids.indexOf(dragging.from) : -1
    const isOver = dragging?.over === id && dragging.from !== id
    return {
      draggable: true,
      'data-over': isOver ? (from < index ? 'below' : 'above') : undefined,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', id)
        setDragging({ from: id })
      },
      onDragOver: (event: DragEvent) => {
        if (!dragging) return
        event.preventDefault()
        if (dragging.over !== id) setDragging({ ...dragging, over: id })
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault()
        setDragging(undefined)
        if (from >= 0 && from !== index) move(from, index)
      },
      onDragEnd: () => setDragging(undefined),
      onKeyDown: (event: KeyboardEvent) => {
        const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
        const to = index + step
        if (!event.altKey || step === 0 || to < 0 || to >= ids.length) return
        event.preventDefault()
        move(index, to)
      },
    }
  }
}
