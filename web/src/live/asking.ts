/** The question "why may they do this?", asked from many places and answered in one. */
import { create } from 'zustand'

import type { Id } from '@/api/types'

export interface Question {
  serverId: Id
  userId?: Id
  channelId?: Id
}

export const useQuestion = create<{ question: Question | undefined }>(() => ({ question: undefined }))

export const askWhy = (question: Question) => useQuestion.setState({ question })
export const stopAsking = () => useQuestion.setState({ question: undefined })
