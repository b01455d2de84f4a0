/** An act on a member, asked for from many places and done in one dialog. */
import { create } from 'zustand'

import type { Id, Member, User } from '@/api/types'

export type Act = 'nickname' | 'timeout' | 'kick' | 'ban' | 'unfriend'

export interface Acting {
  act: Act
  serverId: Id
  user: User
  /** Somebody who has left can still be banned. */
  member: Member | undefined
}

export const useActing = create<{ acting: Acting | undefined }>(() => ({ acting: undefined }))

export const actOn = (acting: Acting) => useActing.setState({ acting })
export const stopActing = () => useActing.setState({ acting: undefined })
