/** Acts that ask who I am first: the question is put once, and the act goes on by itself. */
import { create } from 'zustand'

import { ApiError } from '@/api/errors'

interface Question {
  answer: (proved: boolean) => void
}

export const useProving = create<{ question: Question | undefined }>(() => ({ question: undefined }))

export function endProving(proved: boolean): void {
  const { question } = useProving.getState()
  useProving.setState({ question: undefined })
  question?.answer(proved)
}

/** Ask who I am, whatever was proved before; tells whether it was me. */
export function prove(): Promise<boolean> {
  endProving(false)
  return new Promise((answer) => useProving.setState({ question: { answer } }))
}

/** Do it; when the server wants a recent sign-in, ask for it and do it then. Who declines gets the refusal. */
export async function withProof<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const asked = error instanceof ApiError && error.key === 'auth.recent_sign_in_required'
    if (!asked || !(await prove())) throw error
    return act()
  }
}
