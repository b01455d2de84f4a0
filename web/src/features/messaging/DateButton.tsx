import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useCallback, useState } from 'react'

import type { Id } from '@/api/types'
import { idOfTime, timeOfId } from '@/lib/snowflake'
import { IconButton } from '@/ui/Button'
import type { Anchor } from '@/ui/Popover'

import { goTo } from './destination'

const Calendar = lazy(() => import('@/ui/Calendar'))
const Popover = lazy(() => import('@/ui/Popover').then((module) => ({ default: module.Popover })))

/** Choose a day, and go to what was said then. */
export function DateButton({ channelId }: { channelId: Id }) {
  const { t } = useLingui()
  const [anchor, setAnchor] = useState<Anchor>()
  const close = useCallback(() => setAnchor(undefined), [])
  return (
    <>
      <IconButton
        icon="calendar"
        label={t`Jump to a date`}
        aria-haspopup="dialog"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      />
      {anchor && (
        <Suspense>
          <Popover label={t`Jump to a date`} anchor={anchor} onClose={close}>
            <Calendar
              earliest={timeOfId(channelId)}
              latest={new Date()}
              onChoose={(day) => {
                goTo(channelId, idOfTime(day), false)
                close()
              }}
            />
          </Popover>
        </Suspense>
      )}
    </>
  )
}
