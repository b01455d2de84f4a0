import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { createPortal } from 'react-dom'

import { cx } from '@/lib/cx'

import { IconButton } from './Button'
import { Icon, type IconName } from './Icon'
import styles from './Menu.module.css'

export interface MenuItem {
  label: string
  icon?: IconName
  danger?: boolean
  /** A choice that is on or off. */
  checked?: boolean
  onSelect: () => void
}

interface MenuProps {
  label: string
  icon: IconName
  items: MenuItem[]
  className?: string
  tabIndex?: number
  size?: number
  onOpenChange?: (open: boolean) => void
}

/** A button that opens a short list of actions; arrows move, Escape closes and gives the focus back. */
export function Menu({ label, icon, items, className, tabIndex, size, onOpenChange }: MenuProps) {
  const [place, setPlace] = useState<{ top: number; right: number; host: Element }>()
  const button = useRef<HTMLSpanElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const trigger = () => button.current?.querySelector('button')
  const close = (giveBack = true) => {
    setPlace(undefined)
    if (giveBack) trigger()?.focus()
  }
  const open = () => {
    const box = trigger()?.getBoundingClientRect()
    if (!box) return
    const height = items.length * 40 + 16
    const top = box.bottom + 4 + height > window.innerHeight ? box.top - height - 4 : box.bottom + 4
    const host = button.current?.closest('dialog') ?? document.body
    setPlace({ top, right: Math.max(8, window.innerWidth - box.right), host })
  }
  const isOpen = place !== undefined
  useEffect(() => onOpenChange?.(isOpen), [onOpenChange, isOpen])
  useEffect(() => {
    if (!place) return
    list.current?.querySelector('button')?.focus()
    const away = (event: PointerEvent) => {
      const target = event.target as Node
      if (!list.current?.contains(target) && !button.current?.contains(target)) setPlace(undefined)
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [place])
  return (
    <>
      <span ref={button} className={styles.trigger}>
        <IconButton
          icon={icon}
          label={label}
          className={className}
          tabIndex={tabIndex}
          size={size}
          aria-haspopup="menu"
          aria-expanded={place !== undefined}
          onClick={() => (place ? close() : open())}
        />
      </span>
      {place &&
        createPortal(
          <div
            ref={list}
            role="menu"
            tabIndex={-1}
            aria-label={label}
            className={styles.menu}
            style={{ top: place.top, right: place.right }}
            onKeyDown={(event) => moveInMenu(event, close)}
          >
            {items.map((item) => (
              <button
                key={item.label}
                type="button"
                role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
                aria-checked={item.checked}
                className={cx(styles.item, item.danger && styles.danger)}
                onClick={() => {
                  close()
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
        )}
    </>
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
