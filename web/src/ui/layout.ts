/** Which panes are open. On a phone one pane shows at a time; elsewhere only the members can be hidden. */
import { create } from 'zustand'

import { load, save } from '@/lib/storage'

export type Pane = 'navigation' | 'main' | 'members'

interface Layout {
  pane: Pane
  showMembers: boolean
}

const KEY = 'beep.show-members'

export const useLayout = create<Layout>(() => ({ pane: 'main', showMembers: load<boolean>(KEY) ?? true }))

export function showPane(pane: Pane): void {
  useLayout.setState({ pane })
}

export function toggleMembers(): void {
  const { pane, showMembers } = useLayout.getState()
  if (isPhone()) return showPane(pane === 'members' ? 'main' : 'members')
  save(KEY, !showMembers)
  useLayout.setState({ showMembers: !showMembers })
}

export function isPhone(): boolean {
  return window.matchMedia('(max-width: 760px)').matches
}
