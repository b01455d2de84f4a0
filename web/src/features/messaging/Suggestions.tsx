import { Trans, useLingui } from '@lingui/react/macro'

import { useImperativeHandle, useLayoutEffect, type KeyboardEvent, type Ref } from 'react'

import { nameOf } from '@/live/names'
import { Avatar } from '@/ui/Avatar'
import { Icon } from '@/ui/Icon'

import { EmojiImage } from '@/ui/EmojiImage'
import { roleColour } from './names-context'
import styles from './Suggestions.module.css'
import type { Suggestion } from './suggestions'
import type { ComposerState } from './use-composer'
import { useSuggestions, type SuggestionsState } from './use-suggestions'

/** What the field does with it. */
export interface Picker {
  /** Something was typed, or the caret moved. */
  look: () => void
  /** True when the key was for the list. */
  onKeyDown: (event: KeyboardEvent) => boolean
}

/** The open list, and the option the keyboard is on. */
export interface Listed {
  id: string
  activeId: string | undefined
}

interface SuggestionsProps {
  composer: ComposerState
  ref: Ref<Picker>
  onList: (listed: Listed | undefined) => void
}

/** What the name being typed may mean. The keyboard stays in the text. */
export function Suggestions({ composer, ref, onList }: SuggestionsProps) {
  const picker = useSuggestions(composer)
  const { id, open, activeId, look, onKeyDown } = picker
  useImperativeHandle(ref, () => ({ look, onKeyDown }))
  useLayoutEffect(() => onList(open ? { id, activeId } : undefined), [onList, open, id, activeId])
  return open && <List picker={picker} />
}

function List({ picker }: { picker: SuggestionsState }) {
  const { t } = useLingui()
  const kind = picker.options[0]?.kind
  const label =
    kind === 'emoji' ? t`Emoji` : kind === 'channel' ? t`Channels to mention` : t`Members to mention`
  return (
    <div role="listbox" id={picker.id} aria-label={label} className={styles.list}>
      {picker.options.map((option, index) => (
        // The list is driven from the text field; the pointer is the other way.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={option.key}
          id={picker.optionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === picker.active}
          className={styles.option}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => picker.choose(option)}
        >
          <Words option={option} />
        </div>
      ))}
    </div>
  )
}

function Words({ option }: { option: Suggestion }) {
  switch (option.kind) {
    case 'member': {
      const { user } = option.member
      const name = nameOf(user, option.member)
      return (
        <>
          <Avatar id={user.id} picture={user.avatar} name={name} size="s" bot={user.bot} />
          <span>{name}</span>
          <small>@{user.username}</small>
        </>
      )
    }
    case 'role': {
      const { role } = option
      const colour = role.color ? roleColour({ color: role.color }) : undefined
      return (
        <>
          <span className={styles.sign} style={{ color: colour }}>
            @
          </span>
          <span style={{ color: colour }}>{role.name}</span>
          <small>
            <Trans>Role</Trans>
          </small>
        </>
      )
    }
    case 'everyone':
      return (
        <>
          <span className={styles.sign}>@</span>
          <span>{option.name}</span>
          <small>
            {option.name === 'everyone' ? (
              <Trans>Calls everybody here</Trans>
            ) : (
              <Trans>Calls who is online</Trans>
            )}
          </small>
        </>
      )
    case 'channel':
      return (
        <>
          <span className={styles.sign}>
            <Icon name="hash" size={18} />
          </span>
          <span>{option.channel.name}</span>
        </>
      )
    case 'emoji':
      return (
        <>
          <span className={styles.sign}>
            <EmojiImage emoji={option.emoji} size={22} />
          </span>
          <span>:{option.name}:</span>
        </>
      )
  }
}
