/** Passkeys offered by the browser where the address is typed, for as long as nothing else is asked. */
import { useEffect, useRef } from 'react'

import { signInByPasskey } from '@/api/calls/sign-in-by-passkey'
import type { Tokens } from '@/api/types'
import { offersPasskeysQuietly, wasDeclined } from '@/lib/passkeys'

/** What the browser holds is good for five minutes. */
const RENEW_MS = 4 * 60_000

/** Returns how to stop offering, which must be done before asking otherwise: browsers ask one thing at a time. */
export function useQuietPasskeys(
  on: boolean,
  signedIn: (tokens: Tokens) => void,
  failed: (error: unknown) => void,
) {
  const stop = useRef<() => void>(() => undefined)
  const told = useRef({ signedIn, failed })
  useEffect(() => {
    told.current = { signedIn, failed }
  })
  useEffect(() => {
    if (!on) return
    let over = false
    let asked = new AbortController()
    const offer = async () => {
      const mine = (asked = new AbortController())
      const again = setTimeout(() => mine.abort(), RENEW_MS)
      try {
        told.current.signedIn(await signInByPasskey({ quietly: true, signal: mine.signal }))
        over = true
      } catch (error) {
        if (!over && !wasDeclined(error)) {
          over = true
          told.current.failed(error)
        }
      } finally {
        clearTimeout(again)
      }
      if (!over && mine.signal.aborted) void offer()
    }
    stop.current = () => {
      over = true
      asked.abort()
    }
    void offersPasskeysQuietly().then((can) => (can && !over ? offer() : undefined))
    return () => stop.current()
  }, [on])
  return () => stop.current()
}
