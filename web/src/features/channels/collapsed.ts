/** Which categories of a server are folded away, on this device. */
import { useState } from 'react'

import { load, save } from '@/lib/storage'

const keyOf = (serverId: string) => `beep.collapsed.${serverId}`

export function useCollapsed(serverId: string) {
  const [state, setState] = useState<{ serverId: string; ids: readonly string[] }>()
  const ids = state?.serverId === serverId ? state.ids : (load<string[]>(keyOf(serverId)) ?? [])
  const toggle = (id: string) => {
    const changed = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]
    save(keyOf(serverId), changed)
    setState({ serverId, ids: changed })
  }
  return { isCollapsed: (id: string) => ids.includes(id), toggle }
}
