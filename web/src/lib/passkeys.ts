/** WebAuthn in the shapes the server speaks: bytes travel as base64url, everything else as it is. */
type Json = Record<string, unknown>

interface KnownCredential {
  id: string
  type: 'public-key'
  transports?: AuthenticatorTransport[]
}

export interface CreationOptions extends Json {
  challenge: string
  user: { id: string; name: string; displayName: string }
  excludeCredentials?: KnownCredential[]
}

export interface RequestOptions extends Json {
  challenge: string
  allowCredentials?: KnownCredential[]
}

/** What a browser answers, as JSON. */
export type Credential = Json

export interface Asking {
  /** Offer passkeys where the address is typed, rather than ask at once. */
  quietly?: boolean
  signal?: AbortSignal
}

/** Browsers know passkeys on pages that have a name and come by https, or from this machine. */
export function canUsePasskeys(): boolean {
  const isNumber = /^[\d.]+$|^\[/.test(location.hostname)
  return 'PublicKeyCredential' in globalThis && isSecureContext && !isNumber
}

/** Whether the browser can offer passkeys among the addresses it fills in. */
export async function offersPasskeysQuietly(): Promise<boolean> {
  if (!canUsePasskeys()) return false
  return (await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) ?? false
}

/** Somebody closed the browser's question, or let it wait for too long. */
export function wasDeclined(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')
}

/** The device has a passkey of this account already. */
export function wasKnown(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'InvalidStateError'
}

export async function createPasskey(options: CreationOptions): Promise<Credential> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials?.map(known),
  } as unknown as PublicKeyCredentialCreationOptions
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  return told(made, {
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  })
}

export async function askPasskey(options: RequestOptions, asking: Asking = {}): Promise<Credential> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: options.allowCredentials?.map(known),
  } as unknown as PublicKeyCredentialRequestOptions
  const found = (await navigator.credentials.get({
    publicKey,
    signal: asking.signal,
    ...(asking.quietly && { mediation: 'conditional' as const }),
  })) as PublicKeyCredential
  const response = found.response as AuthenticatorAssertionResponse
  return told(found, {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle && text(response.userHandle),
  })
}

function told(credential: PublicKeyCredential, response: Json): Credential {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
    response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) },
  }
}

const known = (one: KnownCredential) => ({ ...one, id: bytes(one.id) })

export function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0))
}

export function text(buffer: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
