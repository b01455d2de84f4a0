import { useId, useState, type KeyboardEvent } from 'react'

import type { Member } from '@/api/types'

import { matching, mentionAt, type Query } from './mentions'
import { useNames } from './names-context'
import type { ComposerState } from './use-composer'

export interface MentionPickerState {
  id: string
  open: boolean
  options: Member[]
  active: number
  activeId: string | undefined
  optionId: (index: number) => string
  look: () => void
  choose: (member: Member) => void
  /** True when the key was for the list. */
  onKeyDown: (event: KeyboardEvent) => boolean
}

/** Offers members while `@na` is being typed. */
export function useMentionPicker(composer: ComposerState): MentionPickerState {
  const id = useId()
  const names = useNames()
  const [query, setQuery] = useState<Query>()
  const [dismissed, setDismissed] = useState<number>()
  const [moved, setMoved] = useState(0)
  const options = query && query.start !== dismissed ? matching(names.members.values(), query.text) : []
  const active = options.length > 0 ? ((moved % options.length) + options.length) % options.length : 0
  const optionId = (index: number) => `${id}-${index}`

  const look = () => {
    const element = composer.field.current
    const found = element ? mentionAt(element.value, element.selectionStart) : undefined
    setQuery(found)
    if (found?.start !== query?.start || found?.text !== query?.text) setMoved(0)
    if (!found) setDismissed(undefined)
  }
  const choose = ({ user }: Member) => {
    if (!query) return
    const end = query.start + 1 + query.text.length
    const inserted = `@${user.username} `
    composer.write(
      composer.text.slice(0, query.start) + inserted + composer.text.slice(end),
      query.start + inserted.length,
    )
    setQuery(undefined)
    composer.field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const chosen = options[active]
    if (!chosen) return false
    // The whole name has been typed: Enter is for the message.
    const complete = query?.text.toLowerCase() === chosen.user.username.toLowerCase()
    if (event.key === 'Enter' && complete) return false
    if (event.key === 'ArrowDown') setMoved(active + 1)
    else if (event.key === 'ArrowUp') setMoved(active - 1)
    else if (event.key === 'Escape') setDismissed(query?.start)
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(chosen)
    else return false
    event.preventDefault()
    return true
  }
  const open = options.length > 0
  return {
    id,
    open,
    options,
    active,
    activeId: open ? optionId(active) : undefined,
    optionId,
    look,
    choose,
    onKeyDown,
  }
}
