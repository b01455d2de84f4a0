/** What went wrong with a request, in one class the screens can read. */
import type { SecondStep } from './factor-types'
import type { ErrorBody, ErrorTree, FieldError } from './types'

export class ApiError extends Error {
  readonly status: number
  readonly code: number
  readonly key: string | undefined
  readonly requestId: string | undefined
  readonly retryAfterS: number | undefined
  /** A first step was right: the second one is given with this ticket, in one of these ways. */
  readonly ticket: string | undefined
  readonly kinds: readonly string[]
  /** The address that an account has already. */
  readonly email: string | undefined
  /** First error of each wrong field, by its dotted path. */
  readonly fields: Record<string, FieldError>

  constructor(status: number, body: Partial<ErrorBody>) {
    super(body.message ?? `HTTP ${status}`)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code ?? 0
    this.key = body.key
    this.requestId = body.request_id
    this.retryAfterS = body.retry_after
    this.ticket = body.ticket
    this.kinds = body.kinds ?? []
    this.email = body.email
    this.fields = flatten(body.errors)
  }

  /** Trying the same thing again later may work. */
  get temporary(): boolean {
    return this.status === 429 || this.status >= 500
  }
}

/** What a second step of signing in begins with, if that is what an error asks for. */
export function secondStepOf(error: unknown): SecondStep | undefined {
  if (!(error instanceof ApiError) || error.key !== 'auth.second_factor_required') return undefined
  const { ticket, kinds } = error
  return ticket ? { ticket, kinds } : undefined
}

/** The server could not be reached at all. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super('network', { cause })
    this.name = 'NetworkError'
  }
}

/** An act was not even sent: one is only looking. */
export class HeldError extends Error {
  constructor() {
    super('held')
    this.name = 'HeldError'
  }
}

/** The session is over; only signing in again helps. */
export class SignedOutError extends Error {
  constructor() {
    super('signed out')
    this.name = 'SignedOutError'
  }
}

export function isTemporary(error: unknown): boolean {
  return error instanceof NetworkError || (error instanceof ApiError && error.temporary)
}

function flatten(tree: ErrorTree | undefined, path = ''): Record<string, FieldError> {
  const fields: Record<string, FieldError> = {}
  for (const [name, value] of Object.entries(tree ?? {})) {
    if (Array.isArray(value)) {
      if (value[0]) fields[path] ??= value[0]
    } else Object.assign(fields, flatten(value, path ? `${path}.${name}` : name))
  }
  return fields
}
