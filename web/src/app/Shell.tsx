import { Logo } from '@/ui/Logo'

/** The same shell as in index.html, while a page travels. */
export function Shell() {
  return (
    <div className="shell">
      <div className="shell-rail">
        <Logo />
      </div>
      <div className="shell-list" />
      <div className="shell-main">
        <span className="shell-dot" role="status" aria-label="Beep" />
      </div>
    </div>
  )
}
