/** What others did that I am to hear of at once, wherever I am; said by the page in words. */
import { create } from 'zustand'

import type { Invited, User } from '@/api/types'

export type News = { kind: 'asked' | 'befriended'; user: User } | { kind: 'invited'; invited: Invited }

export const useNews = create<{ news: readonly News[] }>(() => ({ news: [] }))

export const tellNews = (one: News) => useNews.setState(({ news }) => ({ news: [...news, one] }))
export const forgetNews = () => useNews.setState({ news: [] })
