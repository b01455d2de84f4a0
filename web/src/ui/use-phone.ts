import { useSyncExternalStore } from 'react'

const query = () => window.matchMedia('(max-width: 760px)')

function subscribe(listener: () => void): () => void {
  const media = query()
  media.addEventListener('change', listener)
  return () => media.removeEventListener('change', listener)
}

/** Whether panes take the whole width and slide. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => query().matches)
}
