/** Line icons, drawn for Beep. Those that the first page does not show travel after it. */
import { Suspense } from 'react'

import { Drawing } from './Drawing'
import { later } from './later'
import type { MORE } from './MoreIcon'

const MoreIcon = later(async () => (await import('./MoreIcon')).MoreIcon, true)

const PATHS = {
  hash: 'M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5c.6-3.2 3.2-5 6.5-5s5.9 1.8 6.5 5M16 5a3.5 3.5 0 0 1 0 6.4M18 14.9c1.9.7 3.1 2.3 3.5 4.6',
  menu: 'M4 6.5h16M4 12h11M4 17.5h16',
  send: 'M4.5 12 20 4.5 16.5 20l-4.5-6.5L4.5 12ZM12 13.5 20 4.5',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  down: 'm6 9.5 6 6 6-6',
  up: 'm6 14.5 6-6 6 6',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  arrowDown: 'M12 4.5v14M6 13l6 6 6-6',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4',
  invite:
    'M10 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 19.5c.6-3.2 3.2-5 6.5-5 1.5 0 2.9.4 4 1.1M18.5 13.5v6M15.5 16.5h6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  eyeOff:
    'M4 4l16 16M9.5 6a8.5 8.5 0 0 1 2.5-.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6.5 7.5A16 16 0 0 0 2.5 12S6 18.5 12 18.5c1.6 0 3-.4 4.2-1',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.3-1.3',
  reply: 'M9.5 6 4 11.5 9.5 17M4 11.5h9c4 0 6.5 2 7 6.5',
  smile:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.5h.01M15 9.5h.01',
  react:
    'M19.8 9.5A9 9 0 1 1 14 3.2M8.5 14c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.5h.01M14.5 9.5h.01M18.5 2.5v5M16 5h5',
  pin: 'M9 4h6l-.6 6 3.1 3.2v1.3h-11v-1.3L9.6 10 9 4ZM12 14.5V20.5',
  thread: 'M5 4.5v9a3 3 0 0 0 3 3h3M5 8.5h6M14 6h5.5v5H14zM14 14h5.5v5H14z',
  calendar: 'M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4',
  offline:
    'M4 4l16 16M8.5 15.5a5 5 0 0 1 5.5-1M5 12a10 10 0 0 1 5-2.7M2 8.5A15 15 0 0 1 6 6M13 6.1A15 15 0 0 1 22 8.5M12 19.5h.01',
  lock: 'M6 10.5h12V20H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5',
  compass: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM14.8 9.2 13.4 13.4 9.2 14.8l1.4-4.2 4.2-1.4Z',
  announcement: 'M4.5 10v4h3l8 4.5v-13l-8 4.5h-3ZM18.5 9.5c1.3 1.3 1.3 3.7 0 5M8 14.5l1.2 5',
  voice: 'M4.5 9.5v5h3.5l5 4.5V5L8 9.5H4.5ZM16 9c1.7 1.6 1.7 4.4 0 6M18.5 6.5c3.1 3 3.1 8 0 11',
  folder: 'M4 6.5h5.5l2 2.5H20v9.5H4z',
} as const

export type IconName = keyof typeof PATHS | keyof typeof MORE

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  if (name in PATHS)
    return <Drawing path={PATHS[name as keyof typeof PATHS]} size={size} thick={name === 'more'} />
  return (
    <Suspense fallback={<Drawing path="" size={size} />}>
      <MoreIcon name={name as keyof typeof MORE} size={size} />
    </Suspense>
  )
}
