import { useLingui } from '@lingui/react/macro'
import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react'

import { useServer } from '@/live/queries'

import { useConversation } from './conversation'
import type { EmojiGroup } from './emoji/data'
import { usable, useNames } from './names-context'
import { suggestions, type Suggestion } from './suggestions'
import { typedAt, type Typed } from './typed'
import type { ComposerState } from './use-composer'

const NO_EMOJI: readonly EmojiGroup[] = []

export interface SuggestionsState {
  id: string
  open: boolean
  options: Suggestion[]
  active: number
  activeId: string | undefined
  optionId: (index: number) => string
  look: () => void
  choose: (suggestion: Suggestion) => void
  /** True when the key was for the list. */
  onKeyDown: (event: KeyboardEvent) => boolean
}

/** Offers what `@na`, `#ga` or `:ta` may mean while it is being typed. */
export function useSuggestions(composer: ComposerState): SuggestionsState {
  const id = useId()
  const [typed, setTyped] = useState<Typed>()
  const [dismissed, setDismissed] = useState<number>()
  const [moved, setMoved] = useState(0)
  const options = useOptions(typed?.start === dismissed ? undefined : typed)
  const active = options.length > 0 ? ((moved % options.length) + options.length) % options.length : 0
  const optionId = (index: number) => `${id}-${index}`

  const look = () => {
    const element = composer.field.current
    const now = element ? typedAt(element.value, element.selectionStart) : undefined
    if (now?.start === typed?.start && now?.text === typed?.text && now?.sign === typed?.sign) return
    setTyped(now)
    setMoved(0)
    if (!now) setDismissed(undefined)
  }
  const choose = ({ insert }: Suggestion) => {
    if (!typed) return
    const end = typed.start + 1 + typed.text.length
    const text = composer.text.slice(0, typed.start) + insert + composer.text.slice(end)
    composer.write(text, typed.start + insert.length)
    setTyped(undefined)
    composer.field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const chosen = options[active]
    if (!chosen) return false
    // The whole name has been typed: Enter is for the message.
    const complete = typed?.text.toLowerCase() === chosen.whole.toLowerCase()
    if (event.key === 'Enter' && complete) return false
    if (event.key === 'ArrowDown') setMoved(active + 1)
    else if (event.key === 'ArrowUp') setMoved(active - 1)
    else if (event.key === 'Escape') setDismissed(typed?.start)
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(chosen)
    else return false
    event.preventDefault()
    return true
  }
  const open = options.length > 0
  const activeId = open ? optionId(active) : undefined
  return { id, open, options, active, activeId, optionId, look, choose, onKeyDown }
}

function useOptions(typed: Typed | undefined): Suggestion[] {
  const names = useNames()
  const { rights } = useConversation()
  const custom = useServer(names.serverId).data?.emojis
  const emoji = useEmoji(typed?.sign === ':')
  return useMemo(() => {
    if (!typed) return []
    return suggestions(typed, {
      members: names.members.values(),
      roles: mentionableRoles(names.roles.values(), names.serverId, rights.callEveryone),
      channels: names.channels.values(),
      everyone: rights.callEveryone,
      emoji,
      custom: usable(custom),
    })
  }, [typed, names, rights.callEveryone, emoji, custom])
}

/** Roles made to be mentioned; all of them for those who may call everybody. */
export function mentionableRoles<Role extends { id: string; mentionable: boolean }>(
  roles: Iterable<Role>,
  serverId: string,
  all: boolean,
): Role[] {
  return [...roles].filter((role) => role.id !== serverId && (all || role.mentionable))
}

/** They travel with the first `:na`, and stay. */
function useEmoji(wanted: boolean): readonly EmojiGroup[] {
  const { i18n } = useLingui()
  const [groups, setGroups] = useState(NO_EMOJI)
  useEffect(() => {
    if (!wanted || groups !== NO_EMOJI) return
    let current = true
    import('./emoji/data')
      .then(({ loadEmoji }) => loadEmoji(i18n.locale))
      .then(
        (loaded) => current && setGroups(loaded),
        () => undefined,
      )
    return () => {
      current = false
    }
  }, [wanted, groups, i18n.locale])
  return groups
}
