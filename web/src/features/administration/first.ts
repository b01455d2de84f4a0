/** The token of the first administrator's address, kept while they sign up or in. */
const KEY = 'beep.first'

/** Takes the token out of the address, where it would stay in the history. */
export function takeFirstToken(): string {
  const given = window.location.hash.slice(1)
  if (given) {
    sessionStorage.setItem(KEY, given)
    window.history.replaceState(null, '', window.location.pathname)
  }
  return given || (sessionStorage.getItem(KEY) ?? '')
}

export function forgetFirstToken(): void {
  sessionStorage.removeItem(KEY)
}
