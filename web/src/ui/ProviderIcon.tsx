import { Drawing } from './Drawing'

/** The sign of somebody one signs in by. */
export function ProviderIcon({ name, size = 20 }: { name: string; size?: number }) {
  if (name === 'google') return <Google size={size} />
  return <Drawing path={LINES[name] ?? LINES.key ?? ''} size={size} />
}

const KEY = 'M8.5 19a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM11.7 11.3 19.5 3.5M16 7l3 3M8.5 14.5h.01'
const LINES: Record<string, string> = {
  key: KEY,
  keycloak: KEY,
  school: 'M12 4.5 2.5 9 12 13.5 21.5 9 12 4.5ZM6.5 11v5c0 1.4 2.5 2.8 5.5 2.8s5.5-1.4 5.5-2.8v-5M21.5 9v6',
}

/** Google asks for its own colours. */
function Google({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" fill="none" strokeWidth="4">
      <path stroke="#ea4335" d="M4.2 8.2A8.7 8.7 0 0 1 18.3 5.9" />
      <path stroke="#fbbc05" d="M4.2 15.8a8.7 8.7 0 0 1 0-7.6" />
      <path stroke="#34a853" d="M18 18.3A8.7 8.7 0 0 1 4.2 15.8" />
      <path stroke="#4285f4" d="M12 12h8.7a8.7 8.7 0 0 1-2.9 6.5" />
    </svg>
  )
}
