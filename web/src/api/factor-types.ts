/** What else one signs in with: shapes of `/users/@me/factors` and of second steps. */
import type { Id } from './types'

export interface Passkey {
  id: Id
  name: string
  /** Kept elsewhere too, by whoever made the device. */
  synced: boolean
  created_at: string
  last_used_at: string | null
  /** Its counter went backwards, as that of a copy would. */
  suspected_at: string | null
}

export interface Factors {
  totp: { created_at: string; last_used_at: string | null } | null
  passkeys: Passkey[]
  recovery_codes: { left: number; created_at: string } | null
  /** The site passkeys work at, if they can be had. */
  passkeys_at: string | null
  /** What I may do as an administrator asks for a second factor. */
  needed: boolean
}

export interface TotpOffer {
  secret: string
  uri: string
}

/** Recovery codes come with a first factor, and are shown this once. */
export interface Added {
  recovery_codes: string[] | null
}

/** The first step was right: `ticket` stands for it for five minutes. */
export interface SecondStep {
  ticket: string
  /** Some of `passkey`, `totp`, `recovery`. */
  kinds: readonly string[]
}

/** Somebody signed in to my account with something not used before. */
export interface NewDevice {
  session_id: string
  browser: string
  system: string
}
