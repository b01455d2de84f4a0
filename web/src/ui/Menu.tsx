import { Suspense, useEffect, useRef, useState } from 'react'

import { IconButton } from './Button'
import type { IconName } from './Icon'
import { later } from './later'
import styles from './Menu.module.css'
import type { MenuPlace } from './MenuList'

const MenuList = later(async () => (await import('./MenuList')).MenuList)

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
  const [place, setPlace] = useState<MenuPlace>()
  const button = useRef<HTMLSpanElement>(null)
  const trigger = () => button.current?.querySelector('button')
  const close = (giveBack: boolean) => {
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
          aria-expanded={isOpen}
          onClick={() => (place ? close(true) : open())}
        />
      </span>
      <Suspense>
        {place && <MenuList label={label} items={items} place={place} trigger={button} onClose={close} />}
      </Suspense>
    </>
  )
}
