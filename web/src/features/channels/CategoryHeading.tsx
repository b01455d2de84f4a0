import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import type { Channel } from '@/api/types'
import { accessOf } from '@/lib/channel-access'
import { Icon } from '@/ui/Icon'

import styles from './ChannelList.module.css'

interface CategoryHeadingProps {
  category: Channel
  isCollapsed: boolean
  onToggle: () => void
  moving: object
  mayMove: boolean
  /** The id of the list it opens and closes. */
  controls: string
  children: ReactNode
}

/** The heading of a category: opens and closes it, and takes channels that are dropped on it. */
export function CategoryHeading(props: CategoryHeadingProps) {
  const { category, isCollapsed, onToggle, moving, mayMove, controls, children } = props
  const { t } = useLingui()
  const { isPrivate } = accessOf(category.permission_overwrites, category.guild_id)
  return (
    <div className={styles.heading} {...moving}>
      <h3>
        <button
          type="button"
          aria-expanded={!isCollapsed}
          aria-controls={controls}
          aria-keyshortcuts={mayMove ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
          onClick={onToggle}
        >
          <span className={styles.fold} data-closed={isCollapsed || undefined}>
            <Icon name="down" size={14} />
          </span>
          <span className={styles.name}>{category.name}</span>
          {isPrivate && <Icon name="lock" size={12} />}
          {isPrivate && <span className="visually-hidden">{t`private`}</span>}
        </button>
      </h3>
      {children}
    </div>
  )
}
