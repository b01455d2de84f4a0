import { useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'

import { nameOf } from '@/live/names'
import { forgetNews, useNews } from '@/live/news'
import { toast } from '@/ui/toasts'

/** Says what others did that I am to hear of: shown at the edge of the screen and spoken. */
export function News() {
  const { t } = useLingui()
  const news = useNews((state) => state.news)
  useEffect(() => {
    if (news.length === 0) return
    forgetNews()
    for (const one of news) {
      if (one.kind === 'invited') {
        const inviter = one.invited.inviter ? nameOf(one.invited.inviter) : t`Somebody`
        toast(t`${inviter} invites you to ${one.invited.guild.name}.`)
      } else {
        const name = nameOf(one.user)
        toast(one.kind === 'asked' ? t`${name} asks to be your friend.` : t`${name} and you are friends now.`)
      }
    }
  }, [news, t])
  return null
}
