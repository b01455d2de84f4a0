import { beforeEach, describe, expect, it, vi } from 'vitest'

import { request } from './client'
import { ApiError, NetworkError, SignedOutError } from './errors'
import { currentSession, freshToken, isSignedIn, keepTokens, onSessionChange } from './session'

const fetchMock = vi.fn<typeof fetch>()
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const pair = (name: string) => ({
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  expiresIn: 900,
})
const expired = () => keepTokens(pair('1'), Date.now() - 3_600_000)
const refreshes = () => fetchMock.mock.calls.filter(([url]) => url === '/api/v10/auth/refresh').length

beforeEach(() => {
  vi.stubGlobal('fetch', fetchMock)
  fetchMock.mockReset()
})

describe('a token', () => {
  it('that is good is used as it is', async () => {
    keepTokens(pair('1'))
    expect(await freshToken()).toBe('access-1')
    expect(fetchMock).not.toHaveBeenCalled()
  })

  it('that has expired is refreshed once, however many ask', async () => {
    expired()
    fetchMock.mockImplementation(async () => Promise.resolve(json(200, pair('2'))))
    const tokens = await Promise.all([freshToken(), freshToken(), freshToken('access-1')])
    expect(tokens).toEqual(['access-2', 'access-2', 'access-2'])
    expect(refreshes()).toBe(1)
    expect(currentSession()?.refreshToken).toBe('refresh-2')
  })

  it('refreshed by another tab meanwhile is taken over', async () => {
    expired()
    // The other tab holds the lease, refreshes, and lets go.
    localStorage.setItem('beep.session.lease', JSON.stringify({ owner: 'other', until: Date.now() + 8000 }))
    const asked = freshToken()
    setTimeout(() => {
      keepTokens(pair('other'))
      localStorage.removeItem('beep.session.lease')
    }, 80)
    expect(await asked).toBe('access-other')
    expect(refreshes()).toBe(0)
  })

  it('is not waited for when the tab that refreshed it has died', async () => {
    expired()
    localStorage.setItem('beep.session.lease', JSON.stringify({ owner: 'dead', until: Date.now() - 1 }))
    fetchMock.mockResolvedValue(json(200, pair('2')))
    expect(await freshToken()).toBe('access-2')
  })
})

describe('when refreshing fails', () => {
  it('a refusal signs out', async () => {
    expired()
    const told = vi.fn()
    onSessionChange(told)
    fetchMock.mockResolvedValue(json(401, { code: 0, message: 'over' }))
    await expect(freshToken()).rejects.toThrow(SignedOutError)
    expect(isSignedIn()).toBe(false)
    expect(told).toHaveBeenLastCalledWith(false)
  })

  it.each([429, 503])('a server that is busy (%i) does not', async (status) => {
    expired()
    fetchMock.mockResolvedValue(json(status, {}))
    await expect(freshToken()).rejects.toThrow(ApiError)
    expect(isSignedIn()).toBe(true)
  })

  it('neither does a missing network', async () => {
    expired()
    fetchMock.mockRejectedValue(new TypeError('failed'))
    await expect(freshToken()).rejects.toThrow(NetworkError)
    expect(isSignedIn()).toBe(true)
  })
})

describe('a request', () => {
  it('refused with 401 is sent again with a fresh token, once', async () => {
    keepTokens(pair('1'))
    fetchMock
      .mockResolvedValueOnce(json(401, {}))
      .mockResolvedValueOnce(json(200, pair('2')))
      .mockResolvedValueOnce(json(200, { id: '1' }))
    expect(await request('GET', '/users/@me')).toEqual({ id: '1' })
    const headers = fetchMock.mock.calls.at(-1)?.[1]?.headers as Record<string, string>
    expect(headers.Authorization).toBe('Bearer access-2')
  })

  it('says which fields are wrong', async () => {
    const errors = {
      email: { _errors: [{ code: 'A', message: 'no' }] },
      a: { b: { _errors: [{ code: 'B', message: 'nope' }] } },
    }
    fetchMock.mockResolvedValue(json(400, { code: 50035, message: 'x', errors }))
    const error = await request('POST', '/auth/signup', { anonymous: true, body: {} }).catch(
      (one: unknown) => one,
    )
    expect((error as ApiError).fields).toEqual({
      email: { code: 'A', message: 'no' },
      'a.b': { code: 'B', message: 'nope' },
    })
  })

  it('survives an answer that is not JSON', async () => {
    fetchMock.mockResolvedValue(new Response('<html>', { status: 502 }))
    await expect(request('GET', '/x', { anonymous: true })).rejects.toMatchObject({
      status: 502,
      temporary: true,
    })
  })
})
