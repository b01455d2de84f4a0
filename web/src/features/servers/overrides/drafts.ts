/** Exceptions that are not saved yet, by channel and whom they are about; they outlive the page. */
import { create } from 'zustand'

import type { Overwrite } from '@/api/types'
import type { Tri } from '@/ui/TriState'

import { withState } from './rules'

/** What was chosen, by the value of the permission. */
export type Choices = Record<string, Tri>

export const useChoices = create<Record<string, Choices>>(() => ({}))

export const choiceKey = (channelId: string, targetId: string) => `${channelId}/${targetId}`

export function choose(key: string, value: string, state: Tri): void {
  useChoices.setState((all) => ({ [key]: { ...all[key], [value]: state } }))
}

export function forgetChoices(key: string): void {
  useChoices.setState(({ [key]: _gone, ...others }) => others, true)
}

/** The exception as it would be after saving; what somebody else changed meanwhile stays. */
export function chosen(override: Overwrite, choices: Choices | undefined): Overwrite {
  return Object.entries(choices ?? {}).reduce(
    (sum, [value, state]) => withState(sum, BigInt(value), state),
    override,
  )
}
