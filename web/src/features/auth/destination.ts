/** Where to go after signing in: only to a place of this site. */
export function destination(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) ? next : '/'
}

export function withDestination(path: string, search: string): string {
  const next = destination(search)
  return next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`
}

/** Who another application thinks is about to sign in; they may know better. */
export function hintedEmail(search: string): string {
  return new URLSearchParams(search).get('login_hint')?.slice(0, 254) ?? ''
}
