import { useLingui } from '@lingui/react/macro'

import { complain } from '@/api/complain'
import type { User } from '@/api/types'
import { forgetFailure, useFriendAct, type FriendAct } from '@/live/friend-acts'

/** What one does about somebody from their card: a failure is said at the edge of the screen, as the card may be gone. */
export function useSaidAct(user: User) {
  const { i18n } = useLingui()
  const { mutateAsync, isPending } = useFriendAct(user)
  const act = (wish: FriendAct) => {
    mutateAsync(wish).catch((error: unknown) => {
      // Not once more in the list of friends.
      forgetFailure(user.id)
      void complain(i18n, error)
    })
  }
  return { act, isPending }
}
