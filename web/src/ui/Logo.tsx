/** The mark: a b that has just said "beep". */
export function Logo({ size = 40 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <rect width="40" height="40" rx="12" fill="#0b6b5a" />
      <path
        d="M12.5 9v15.5a6.8 6.8 0 1 0 6.8-6.8c-3.8 0-6.8 3-6.8 6.8"
        fill="none"
        stroke="#fdfaf0"
        strokeWidth="4.2"
        strokeLinecap="round"
      />
      <circle cx="28.5" cy="11" r="3.5" fill="#f5b957" />
    </svg>
  )
}
