/** Icons that the first page does not show. */
import { Drawing } from './Drawing'

export const MORE = {
  edit: 'M4.5 19.5 5.5 15 16 4.5a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L9 18.5l-4.5 1Z',
  trash: 'M5 7h14M10 7V4.5h4V7M6.5 7l1 12.5h9l1-12.5M10.5 11v5M13.5 11v5',
  copy: 'M9 9h10.5v10.5H9zM5.5 15H4.5V4.5H15v1',
  leave: 'M14 4.5H5.5v15H14M10.5 12h10M17 8.5l3.5 3.5-3.5 3.5',
  bot: 'M5 9.5h14v9.5H5zM12 9.5V6M9 13.5v1.5M15 13.5v1.5',
  crown: 'M4.5 17.5 3.5 8l5 3.5L12 5.5l3.5 6 5-3.5-1 9.5h-15Z',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5l1.5-1.5ZM10 20.5h4',
  bellOff: 'M4 4l16 16M8 7.2A5.5 5.5 0 0 1 17.5 11v4M6.5 10.5v6L5 18h12M10 20.5h4',
  unread: 'M20.5 10.5v8h-17v-13h10M3.8 7 12 13l3-2.2M19 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  select: 'M4.5 4.5h15v15h-15zM8.5 12l2.5 2.5 4.5-5',
  home: 'M4 11 12 4.5 20 11M6 9.5V19.5h12V9.5M10 19.5v-5h4v5',
  shield: 'M12 3.5 5 6v5.5c0 4.4 2.9 7.4 7 9 4.1-1.6 7-4.6 7-9V6l-7-2.5Z',
  role: 'M12 3.5 5 6v5.5c0 4.4 2.9 7.4 7 9 4.1-1.6 7-4.6 7-9V6l-7-2.5ZM9 11.5l2.2 2.2L15.2 9.8',
  ban: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM6.5 6.5l11 11',
  face: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM9 10v.01M15 10v.01M8.5 14c1.8 2.4 5.2 2.4 7 0',
  journal: 'M6 4h11.5v16H6zM9 8.5h5.5M9 12h5.5M9 15.5h3.5',
  warning: 'M12 4.5 3.5 19.5h17L12 4.5ZM12 10v4.5M12 17h.01',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.5l3 2',
  question: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM9.8 9.8a2.3 2.3 0 1 1 3.4 2c-.8.4-1.2.9-1.2 1.9M12 16h.01',
  minus: 'M6 12h12',
  slash: 'M16 5 8 19',
  grip: 'M9 6.5h.01M15 6.5h.01M9 12h.01M15 12h.01M9 17.5h.01M15 17.5h.01',
  sync: 'M5 9.5A7.5 7.5 0 0 1 18.5 8M19 4.5V8h-3.5M19 14.5A7.5 7.5 0 0 1 5.5 16M5 19.5V16h3.5',
  key: 'M8 19.5a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6ZM10.7 13 19.5 4.2M16.3 7.4l2.6 2.6M13.4 10.3l1.8 1.8',
  archive: 'M4 5h16v4H4zM5.5 9v10.5h13V9M10 12.5h4',
} as const

export function MoreIcon({ name, size }: { name: keyof typeof MORE; size: number }) {
  return <Drawing path={MORE[name]} size={size} thick={name === 'grip'} />
}
