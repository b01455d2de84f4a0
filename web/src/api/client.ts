/** One function to speak to the server: token, JSON, errors, one retry after a refreshed token. */
import { ApiError, HeldError, NetworkError } from './errors'
import { freshToken } from './session'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Options {
  body?: unknown
  query?: Record<string, string | number | undefined>
  /** Public calls travel without a token. */
  anonymous?: boolean
  signal?: AbortSignal
  /** Why; kept in the audit log. */
  reason?: string
}

let held = false

/** While acts are held, only reading is let through: somebody looks at things as they are for others. */
export function holdActs(hold: boolean): void {
  held = hold
}

function isHeld(method: Method, path: string): boolean {
  return held && method !== 'GET' && !path.startsWith('/auth/') && !path.endsWith('/ack')
}

export async function request<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  if (isHeld(method, path)) throw new HeldError()
  if (options.anonymous) return answer<T>(await send(method, path, options))
  const token = await freshToken()
  let response = await send(method, path, options, token)
  if (response.status === 401) response = await send(method, path, options, await freshToken(token))
  return answer<T>(response)
}

/** The bytes of a file. */
export async function download(path: string, query?: Options['query']): Promise<Blob> {
  const token = await freshToken()
  let response = await send('GET', path, { query }, token)
  if (response.status === 401) response = await send('GET', path, { query }, await freshToken(token))
  return response.ok ? response.blob() : answer<Blob>(response)
}

async function send(method: Method, path: string, options: Options, token?: string): Promise<Response> {
  const headers: Record<string, string> = {}
  if (token) headers.Authorization = `Bearer ${token}`
  if (options.reason) headers['X-Audit-Log-Reason'] = encodeURIComponent(options.reason)
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  try {
    return await fetch(`/api/v10${path}${queryString(options.query)}`, {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new NetworkError(error)
  }
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  const body: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw new ApiError(response.status, body ?? {})
  return body as T
}

function queryString(query: Options['query']): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined)
  if (entries.length === 0) return ''
  return `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()}`
}
