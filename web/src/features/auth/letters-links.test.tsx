import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { dropTokens, keepTokens } from '@/api/session'

import { ResetPage } from './ResetPage'
import { UndoPage } from './UndoPage'
import { VerifyPage } from './VerifyPage'

function show(page: ReactNode, address: string) {
  window.history.replaceState({}, '', address)
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>{page}</QueryClientProvider>
    </I18nProvider>,
  )
}

function answers(...given: [status: number, body?: unknown][]) {
  const fetch = vi.fn<typeof globalThis.fetch>()
  for (const [status, body] of given) {
    fetch.mockResolvedValueOnce(new Response(body === undefined ? null : JSON.stringify(body), { status }))
  }
  vi.stubGlobal('fetch', fetch)
  return (call: number) => {
    const [path, init] = fetch.mock.calls[call] ?? []
    return {
      path,
      body: JSON.parse((init?.body as string | undefined) ?? '{}') as unknown,
      count: fetch.mock.calls.length,
    }
  }
}

afterEach(() => dropTokens())

describe('the link that confirms an address', () => {
  it('is followed by a press of a button, as programs open links too', async () => {
    const call = answers([200, { kind: 'verify' }])
    show(<VerifyPage />, '/verify#1a.seal')
    expect(call(0).count).toBe(0)
    await userEvent.click(screen.getByRole('button', { name: 'Confirm my address' }))
    expect(await screen.findByText('Your address is confirmed')).toBeTruthy()
    expect(call(0)).toMatchObject({ path: '/api/v10/auth/email/confirm', body: { token: '1a.seal' } })
  })

  it('is followed at once where one is signed in, and then leaves the address bar (S-12)', async () => {
    keepTokens({ accessToken: 'a', refreshToken: 'r', expiresIn: 3600 })
    answers([200, { kind: 'change' }])
    show(<VerifyPage />, '/verify#1a.seal')
    expect(await screen.findByText('This is your address now')).toBeTruthy()
    expect(window.location.hash).toBe('')
  })

  it('says what to do when it is over', async () => {
    answers([404, { key: 'auth.link_over', message: 'x', code: 0 }])
    show(<VerifyPage />, '/verify#1a.seal')
    await userEvent.click(screen.getByRole('button', { name: 'Confirm my address' }))
    expect(await screen.findByText(/This link is not valid, or no longer/)).toBeTruthy()
    expect(screen.getByText(/A new letter can be asked for/)).toBeTruthy()
  })

  it('says so when a part of it is missing', () => {
    show(<VerifyPage />, '/verify')
    expect(screen.getByRole('alert').textContent).toMatch(/not complete/)
  })
})

describe('a forgotten password', () => {
  it('is asked for without telling whether there is an account (S-14)', async () => {
    const call = answers([204])
    show(<ResetPage />, '/reset')
    await userEvent.type(screen.getByLabelText('Email address'), ' ana@example.org ')
    await userEvent.click(screen.getByRole('button', { name: 'Send the letter' }))
    expect(await screen.findByText(/If there is an account with this address/)).toBeTruthy()
    expect(call(0).body).toEqual({ email: 'ana@example.org' })
  })

  it('keeps what was typed when the new one is refused', async () => {
    const errors = { password: { _errors: [{ code: 'TOO_COMMON', message: 'x' }] } }
    answers([400, { code: 50035, message: 'x', errors }], [204])
    show(<ResetPage />, '/reset#1a.seal')
    await userEvent.type(screen.getByLabelText('New password'), 'azertyuiop')
    await userEvent.click(screen.getByRole('button', { name: 'Change my password' }))
    expect(await screen.findByText(/easy to guess/)).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('azertyuiop')
    await userEvent.click(screen.getByRole('button', { name: 'Change my password' }))
    expect(await screen.findByText(/Your password is changed/)).toBeTruthy()
    expect(window.location.hash).toBe('')
  })

  it('asks for the second factor of who has one, and goes on by itself', async () => {
    const call = answers(
      [401, { key: 'auth.second_factor_required', message: 'x', code: 0, ticket: 't1', kinds: ['totp'] }],
      [200, { accessToken: 'a', refreshToken: 'r', expiresIn: 3600 }],
      [204],
    )
    show(<ResetPage />, '/reset#1a.seal')
    await userEvent.type(screen.getByLabelText('New password'), 'one long sentence')
    await userEvent.click(screen.getByRole('button', { name: 'Change my password' }))
    await userEvent.type(await screen.findByLabelText('Code of your authenticator app'), '123 456')
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
    expect(await screen.findByText(/Your password is changed/)).toBeTruthy()
    expect(call(1).body).toEqual({ ticket: 't1', kind: 'totp', code: '123456' })
    expect(call(2).body).toEqual({ token: '1a.seal', password: 'one long sentence' })
  })
})

it('a moved account is taken back by a press of a button, which leads to a new password', async () => {
  const call = answers([200, { reset: '2b.seal' }], [204])
  show(<UndoPage />, '/undo#1a.seal')
  await userEvent.click(screen.getByRole('button', { name: 'Undo the change and lock my account' }))
  await userEvent.type(await screen.findByLabelText('New password'), 'one long sentence')
  await userEvent.click(screen.getByRole('button', { name: 'Change my password' }))
  expect(await screen.findByText(/Your password is changed/)).toBeTruthy()
  expect(call(1).body).toEqual({ token: '2b.seal', password: 'one long sentence' })
})
