/** The shapes of identities elsewhere, and of the ways to prove them. */
import type { Id, Tokens } from './types'

export type ProviderSign = 'google' | 'keycloak' | 'key' | 'school'

/** Who else one may sign in by: `oidc` has pages of its own, `ldap` takes a user name and a password. */
export interface IdentityProvider {
  name: string
  label: string
  icon: ProviderSign
  kind: 'oidc' | 'ldap'
  allow_sign_up: boolean
  available: boolean
}

/** What a proof is for: coming in, adding a way in, or going on with a dangerous act. */
export type ProofPurpose = 'sign_in' | 'link' | 'prove'

export interface Departure {
  authorization_url: string
  state: string
  browser_secret: string
  expires_in: number
}

/** Somebody without an account yet. `email` is what the account will have. */
export interface Newcomer {
  ticket: string
  username: string
  display_name: string | null
  email: string | null
}

export interface LinkedIdentity {
  id: Id
  provider: string
  label: string
  icon: ProviderSign
  username: string | null
  name: string | null
  email: string | null
  email_verified: boolean
  linked_at: string
  last_used_at: string
  active: boolean
}

export interface ProofOutcome {
  outcome: 'signed_in' | 'newcomer' | 'linked' | 'proved'
  session: Tokens | null
  newcomer: Newcomer | null
  identity: LinkedIdentity | null
}
