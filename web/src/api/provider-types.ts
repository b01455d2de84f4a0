/** Other applications that people sign in to with Beep. */
import type { Id } from './types'

export type Scope = 'openid' | 'profile' | 'email' | 'offline_access' | 'beep'

export interface NamedClient {
  id: Id
  name: string
}

/** Where to go now, or else whether to sign in, or else what to ask for. */
export interface Authorization {
  client: NamedClient
  redirect_host: string
  redirect_to: string | null
  sign_in: 'no' | 'first' | 'again'
  scopes: Scope[]
}

export interface SignOutRequest {
  client: NamedClient | null
  redirect_to: string | null
}

export interface Consent {
  client: NamedClient
  scopes: Scope[]
  given_at: string
  last_used_at: string
}

export interface ClientDraft {
  name: string
  redirect_uris: string[]
  logout_uris: string[]
  scopes: Scope[]
}

export interface Client extends ClientDraft {
  id: Id
  /** A native app or a page: it has no secret. */
  public: boolean
  created_at: string
}
