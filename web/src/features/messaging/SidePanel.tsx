import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import { IconButton } from '@/ui/Button'
import { Icon, type IconName } from '@/ui/Icon'

import styles from './SidePanel.module.css'

interface SidePanelProps {
  title: string
  icon: IconName
  actions?: ReactNode
  wide?: boolean
  onClose: () => void
  children: ReactNode
}

/** Something open beside a conversation; over it on a phone. Escape closes it. */
export function SidePanel({ title, icon, actions, wide, onClose, children }: SidePanelProps) {
  const { t } = useLingui()
  return (
    // Escape is for the panel, wherever in it the focus is.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.panel}
      data-wide={wide}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose()
      }}
    >
      <header className={styles.header}>
        <h2>
          <Icon name={icon} />
          <span>{title}</span>
        </h2>
        {actions}
        <IconButton icon="close" label={t`Close`} onClick={onClose} />
      </header>
      {children}
    </section>
  )
}
