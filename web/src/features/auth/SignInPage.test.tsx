import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { currentSession, dropTokens } from '@/api/session'

import { SignInPage } from './SignInPage'

const TOKENS = { accessToken: 'a', refreshToken: 'r', expiresIn: 3600 }
const asksFor = (...kinds: string[]): [number, unknown] => [
  401,
  { key: 'auth.second_factor_required', message: 'x', code: 0, ticket: 't1', kinds },
]
const wrongCode: [number, unknown] = [
  400,
  {
    code: 50035,
    message: 'x',
    errors: { code: { _errors: [{ code: 'CODE_DOES_NOT_MATCH', message: 'x' }] } },
  },
]

function answers(...given: [status: number, body?: unknown][]) {
  const fetch = vi.fn<typeof globalThis.fetch>()
  for (const [status, body] of given) {
    fetch.mockResolvedValueOnce(new Response(JSON.stringify(body), { status }))
  }
  // Who else one may sign in by is asked beside all this.
  const elsewhere = () => Promise.resolve(new Response('[]'))
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) =>
    path.endsWith('/auth/providers') ? elsewhere() : fetch(path, init),
  )
  return (call: number) =>
    JSON.parse((fetch.mock.calls[call]?.[1]?.body as string | undefined) ?? '{}') as unknown
}

function show(state: unknown = {}) {
  window.history.replaceState(state, '', '/login')
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <SignInPage />
      </QueryClientProvider>
    </I18nProvider>,
  )
}

async function givePassword() {
  await userEvent.type(screen.getByLabelText('Email address'), 'ana@example.org')
  await userEvent.type(screen.getByLabelText('Password'), 'one long sentence')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

afterEach(() => dropTokens())

describe('the second step of signing in (AUTH-19)', () => {
  it('takes a code of the app, spaces or not', async () => {
    const call = answers(asksFor('totp', 'recovery'), [200, TOKENS])
    show()
    await givePassword()
    const field = await screen.findByLabelText('Code of your authenticator app')
    expect(field.getAttribute('autocomplete')).toBe('one-time-code')
    await userEvent.type(field, '123 456')
    await press('Sign in')
    expect(call(1)).toEqual({ ticket: 't1', kind: 'totp', code: '123456' })
    await vi.waitFor(() => expect(currentSession()?.accessToken).toBe('a'))
  })

  it('takes a recovery code instead', async () => {
    const call = answers(asksFor('totp', 'recovery'), [200, TOKENS])
    show()
    await givePassword()
    await userEvent.click(await screen.findByRole('button', { name: 'Use a recovery code' }))
    await userEvent.type(screen.getByLabelText('Recovery code'), 'abcde-fghjk')
    await press('Sign in')
    expect(call(1)).toEqual({ ticket: 't1', kind: 'recovery', code: 'abcde-fghjk' })
  })

  it('says that a code is wrong, and leaves it there', async () => {
    answers(asksFor('totp'), wrongCode)
    show()
    await givePassword()
    const field = await screen.findByLabelText<HTMLInputElement>('Code of your authenticator app')
    await userEvent.type(field, '000000')
    await press('Sign in')
    expect(
      await screen.findByText('This code is wrong, or was used already. Take the next one.'),
    ).toBeTruthy()
    expect(field.value).toBe('000000')
  })

  it('goes back when it took too long, and keeps the address', async () => {
    answers(asksFor('totp'), [401, { key: 'auth.ticket_over', message: 'x', code: 0 }])
    show()
    await givePassword()
    await userEvent.type(await screen.findByLabelText('Code of your authenticator app'), '123456')
    await press('Sign in')
    expect(await screen.findByText(/Signing in took too long/)).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('Email address').value).toBe('ana@example.org')
  })

  it('is where who proved to another site who they are goes on', async () => {
    const call = answers([200, TOKENS])
    show({ secondStep: { ticket: 't2', kinds: ['totp'] } })
    await userEvent.type(screen.getByLabelText('Code of your authenticator app'), '123456')
    await press('Sign in')
    expect(call(0)).toEqual({ ticket: 't2', kind: 'totp', code: '123456' })
  })
})

it('tells a wrong password from a second step', async () => {
  answers([401, { key: 'auth.wrong_credentials', message: 'x', code: 0 }])
  show()
  await givePassword()
  expect(await screen.findByText('The email address or the password is not right.')).toBeTruthy()
})

it('offers no passkey where the browser has none', () => {
  answers()
  show()
  expect(screen.queryByRole('button', { name: 'Sign in with a passkey' })).toBeNull()
})
