import { useState } from 'react'

const KEPT = 'beep.authorize'

/** What an application wrote into the address of this page, word for word. */
export function pageQuery(): string {
  return window.location.search.slice(1)
}

/** The same, kept for this tab until it leaves, so that signing in on the way loses nothing of it. */
export function useKeptQuery(): string {
  return useState(() => {
    const query = pageQuery()
    if (query) sessionStorage.setItem(KEPT, query)
    return query || (sessionStorage.getItem(KEPT) ?? '')
  })[0]
}

/** Leave for an address the server has verified; the page that asked is not one to come back to. */
export function leaveFor(address: string): void {
  sessionStorage.removeItem(KEPT)
  window.location.replace(address)
}
