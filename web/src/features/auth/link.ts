/** What a letter's link carries, after `#`: it is sent to no server unless the page does so. */
import { useEffect, useState } from 'react'

function tokenInAddress(): string {
  return decodeURIComponent(window.location.hash.slice(1))
}

/** The link's token; another link opened in the same tab is another token. */
export function useLinkToken(): string {
  const [token, setToken] = useState(tokenInAddress)
  useEffect(() => {
    const read = () => setToken(tokenInAddress())
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return token
}

/** Once it has done its work, it need not stay in the history of this browser. */
export function forgetLink(): void {
  window.history.replaceState(window.history.state, '', window.location.pathname)
}
