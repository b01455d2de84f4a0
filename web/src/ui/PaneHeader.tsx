import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import { IconButton } from './Button'
import { Icon, type IconName } from './Icon'
import { showPane } from './layout'
import styles from './PaneHeader.module.css'

interface PaneHeaderProps {
  title: string
  icon?: IconName
  note?: ReactNode
  children?: ReactNode
}

/** The bar at the top of the main pane; on a phone it opens the navigation. */
export function PaneHeader({ title, icon, note, children }: PaneHeaderProps) {
  const { t } = useLingui()
  return (
    <header className={styles.header}>
      <IconButton
        icon="menu"
        label={t`Open navigation`}
        className={styles.menu}
        onClick={() => showPane('navigation')}
      />
      <h1>
        {icon && <Icon name={icon} size={20} />}
        <span>{title}</span>
      </h1>
      {note && <p className={styles.note}>{note}</p>}
      <div className={styles.actions}>{children}</div>
    </header>
  )
}
