/** Whose notification settings are open. */
import { create } from 'zustand'

import type { Channel, Id } from '@/api/types'

export interface Target {
  serverId: Id
  /** The whole server without one. */
  channel?: Channel
}

export const useOpenSettings = create<{ target: Target | undefined }>(() => ({ target: undefined }))

export function openNotifications(target: Target | undefined): void {
  useOpenSettings.setState({ target })
}
