/** Focus that goes back where it came from when a whole page was in between: places carry `data-place`. */
import { useEffect } from 'react'

let wanted: string | undefined

/** That place takes the focus once it is on the page. */
export function focusLater(place: string): void {
  wanted = place
}

/** Give the focus to the place that waits for it, if it is here by now. */
export function useFocusReturn(ready = true): void {
  useEffect(() => {
    if (!ready || wanted === undefined) return
    const place = document.querySelector<HTMLElement>(`[data-place="${CSS.escape(wanted)}"]`)
    const target = place?.matches('a, button') ? place : place?.querySelector<HTMLElement>('a, button')
    if (!target) return
    wanted = undefined
    target.focus()
  }, [ready])
}
