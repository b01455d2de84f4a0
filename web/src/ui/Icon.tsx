/** Line icons on a 24-unit grid, drawn for Beep. */
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
  edit: 'M4.5 19.5 5.5 15 16 4.5a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L9 18.5l-4.5 1Z',
  trash: 'M5 7h14M10 7V4.5h4V7M6.5 7l1 12.5h9l1-12.5M10.5 11v5M13.5 11v5',
  copy: 'M9 9h10.5v10.5H9zM5.5 15H4.5V4.5H15v1',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  down: 'm6 9.5 6 6 6-6',
  up: 'm6 14.5 6-6 6 6',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  arrowDown: 'M12 4.5v14M6 13l6 6 6-6',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4',
  invite:
    'M10 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 19.5c.6-3.2 3.2-5 6.5-5 1.5 0 2.9.4 4 1.1M18.5 13.5v6M15.5 16.5h6',
  leave: 'M14 4.5H5.5v15H14M10.5 12h10M17 8.5l3.5 3.5-3.5 3.5',
  bot: 'M5 9.5h14v9.5H5zM12 9.5V6M9 13.5v1.5M15 13.5v1.5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  eyeOff:
    'M4 4l16 16M9.5 6a8.5 8.5 0 0 1 2.5-.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6.5 7.5A16 16 0 0 0 2.5 12S6 18.5 12 18.5c1.6 0 3-.4 4.2-1',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.3-1.3',
  reply: 'M9.5 6 4 11.5 9.5 17M4 11.5h9c4 0 6.5 2 7 6.5',
  crown: 'M4.5 17.5 3.5 8l5 3.5L12 5.5l3.5 6 5-3.5-1 9.5h-15Z',
  offline:
    'M4 4l16 16M8.5 15.5a5 5 0 0 1 5.5-1M5 12a10 10 0 0 1 5-2.7M2 8.5A15 15 0 0 1 6 6M13 6.1A15 15 0 0 1 22 8.5M12 19.5h.01',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
