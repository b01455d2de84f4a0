import { useEffect, useState, type RefObject } from 'react'

/**
 * Files pasted into a field (anywhere, without one), or dropped anywhere on the page;
 * tells whether some hang over it.
 */
export function useDropping(
  field: RefObject<HTMLElement | null> | undefined,
  enabled: boolean,
  take: (files: Iterable<File>) => void,
): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const element = field ? field.current : document.body
    if (!enabled || !element) return
    // Entering a child comes before leaving its parent: only their number tells.
    let depth = 0
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const set = (next: number) => {
      depth = Math.max(0, next)
      setOver(depth > 0)
    }
    const enter = (event: DragEvent) => carries(event) && set(depth + 1)
    const leave = (event: DragEvent) => carries(event) && set(depth - 1)
    const hover = (event: DragEvent) => carries(event) && event.preventDefault()
    const drop = (event: DragEvent) => {
      if (!carries(event)) return
      event.preventDefault()
      set(0)
      take(event.dataTransfer?.files ?? [])
      field?.current?.focus()
    }
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files
      if (!files?.length) return
      event.preventDefault()
      take(files)
    }
    const listeners = { dragenter: enter, dragleave: leave, dragover: hover, drop }
    for (const [name, listener] of Object.entries(listeners))
      window.addEventListener(name, listener as EventListener)
    element.addEventListener('paste', paste)
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener)
      element.removeEventListener('paste', paste)
    }
  })
  return over
}
