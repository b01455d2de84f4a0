import { useEffect, useEffectEvent, useRef, type KeyboardEvent, type RefObject } from 'react'
import { createPortal } from 'react-dom'

import { cx } from '@/lib/cx'

import { Icon } from './Icon'
import type { MenuItem } from './Menu'
import styles from './MenuList.module.css'

export interface MenuPlace {
  top: number
  right: number
  host: Element
}

interface MenuListProps {
  label: string
  items: readonly MenuItem[]
  place: MenuPlace
  /** A press on it is its own to answer. */
  trigger: RefObject<HTMLElement | null>
  onClose: (giveBack: boolean) => void
}

/** What a menu offers, once it is open. */
export function MenuList({ label, items, place, trigger, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  const leave = useEffectEvent(() => onClose(false))
  useEffect(() => {
    list.current?.querySelector('button')?.focus()
    const away = (event: PointerEvent) => {
      const target = event.target as Node
      if (!list.current?.contains(target) && !trigger.current?.contains(target)) leave()
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [trigger])
  return createPortal(
    <div
      ref={list}
      role="menu"
      tabIndex={-1}
      aria-label={label}
      className={styles.menu}
      style={{ top: place.top, right: place.right }}
      onKeyDown={(event) => moveInMenu(event, () => onClose(true))}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
          aria-checked={item.checked}
          className={cx(styles.item, item.danger && styles.danger)}
          onClick={() => {
            onClose(true)
            item.onSelect()
          }}
        >
          {item.icon && <Icon name={item.icon} size={18} />}
          <span>{item.label}</span>
          {item.checked && <Icon name="check" size={18} />}
        </button>
      ))}
    </div>,
    place.host,
  )
}

function moveInMenu(event: KeyboardEvent<HTMLDivElement>, close: () => void): void {
  const items = [...event.currentTarget.querySelectorAll('button')]
  const index = items.indexOf(document.activeElement as HTMLButtonElement)
  const steps: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }
  const step = steps[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') close()
  else if (step !== undefined) items.at(step % items.length)?.focus()
  else return
  event.preventDefault()
  event.stopPropagation()
}
