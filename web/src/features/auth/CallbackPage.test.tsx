import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Route } from 'wouter'

import { currentSession, dropTokens, keepTokens } from '@/api/session'
import { load } from '@/lib/storage'
import type { Away } from '@/live/leaving-to-prove'

import { answers, refusal, type Answer } from '../../../tests/answers'
import { draw } from '../../../tests/drawing'
import { CallbackPage } from './CallbackPage'

const TOKENS = { accessToken: 'a', refreshToken: 'r', expiresIn: 3600 }
const FINISH = 'POST /auth/providers/school/finish'
const NEWCOMER = { ticket: 't1', username: 'lea', display_name: 'Léa Martin', email: 'lea@school.example' }

/** Come back from the school; `kept` is what this browser had kept when it left. */
function comeBack(given: Record<string, Answer[]>, kept: Partial<Away> | null = {}, query = 'code=c1') {
  const away: Away = {
    provider: 'school',
    purpose: 'sign_in',
    secret: 'mine',
    next: '/servers/1',
    aside: false,
    expiresAt: Date.now() + 60_000,
    ...kept,
  }
  if (kept) localStorage.setItem('beep.proof.s1', JSON.stringify(away))
  window.history.replaceState(null, '', `/auth/callback/school?state=s1&${query}`)
  const asked = answers(given)
  draw(
    <Route path="/auth/callback/:provider">{({ provider }) => <CallbackPage provider={provider} />}</Route>,
  )
  return asked
}

const place = () => window.location.pathname + window.location.search
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

afterEach(() => dropTokens())

describe('coming back from a provider', () => {
  it('is in, and where it was going', async () => {
    const asked = comeBack({ [FINISH]: [[200, { outcome: 'signed_in', session: TOKENS }]] })
    await vi.waitFor(() => expect(place()).toBe('/servers/1'))
    expect(currentSession()?.accessToken).toBe('a')
    expect(asked.body(FINISH)).toEqual({ state: 's1', code: 'c1', browser_secret: 'mine' })
  })

  it('counts once, and leaves nothing in the address', async () => {
    const asked = comeBack({ [FINISH]: [refusal(403, 'identities.not_believed')] })
    expect(await screen.findByText(/cannot be trusted/)).toBeTruthy()
    expect(place()).toBe('/auth/callback/school')
    expect(localStorage.getItem('beep.proof.s1')).toBeNull()
    expect(asked.calls).toEqual([FINISH])
  })

  it('takes who has a second factor to the second step', async () => {
    const more = { ticket: 't2', kinds: ['totp'] }
    comeBack({ [FINISH]: [refusal(401, 'auth.second_factor_required', more)] })
    await vi.waitFor(() => expect(place()).toBe('/login?next=%2Fservers%2F1'))
    expect(window.history.state).toEqual({ secondStep: more })
  })

  it('asks a session of its own to link, and goes back to the settings', async () => {
    keepTokens(TOKENS)
    const identity = { label: 'A school' }
    comeBack(
      { [FINISH]: [[200, { outcome: 'linked', identity }]] },
      { purpose: 'link', next: '/settings/methods' },
    )
    await vi.waitFor(() => expect(place()).toBe('/settings/methods'))
  })

  it('tells the window that asked who it is, and stays where it is', async () => {
    keepTokens(TOKENS)
    const told = vi.spyOn(Storage.prototype, 'setItem')
    const close = vi.spyOn(window, 'close').mockReturnValue()
    comeBack({ [FINISH]: [[200, { outcome: 'proved' }]] }, { purpose: 'prove', aside: true })
    expect(await screen.findByText('Go on in the window you came from.')).toBeTruthy()
    expect(told.mock.calls.some(([key]) => key === 'beep.proved')).toBe(true)
    expect(close).toHaveBeenCalled()
  })
})

describe('who is new', () => {
  it('chooses a name, and is in', async () => {
    const signUp = 'POST /auth/providers/school/signup'
    const asked = comeBack({
      [FINISH]: [[200, { outcome: 'newcomer', newcomer: NEWCOMER }]],
      [signUp]: [refusal(409, 'users.username_taken'), [201, TOKENS]],
    })
    const field = await screen.findByLabelText<HTMLInputElement>('User name')
    expect(field.value).toBe('lea')
    expect(screen.getByText(/lea@school.example/)).toBeTruthy()
    await press('Create account')
    expect(await screen.findByText(/one that looks like it, is taken/)).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('Display name (optional)').value).toBe('Léa Martin')
    await userEvent.type(field, '-2')
    await press('Create account')
    await vi.waitFor(() => expect(place()).toBe('/servers/1'))
    expect(asked.body(signUp)).toEqual({
      ticket: 't1',
      username: 'lea-2',
      display_name: 'Léa Martin',
      locale: 'en',
    })
    expect(currentSession()?.accessToken).toBe('a')
  })

  it('begins again after half an hour', async () => {
    comeBack({
      [FINISH]: [[200, { outcome: 'newcomer', newcomer: NEWCOMER }]],
      'POST /auth/providers/school/signup': [refusal(403, 'identities.flow_over')],
    })
    await screen.findByLabelText('User name')
    await press('Create account')
    const again = await screen.findByRole('link', { name: 'Begin again' })
    expect(again.getAttribute('href')).toBe('/login?next=%2Fservers%2F1')
  })
})

describe('what goes wrong on the way back', () => {
  it('tells whose address has an account to sign in to it, and where to link the two', async () => {
    comeBack({ [FINISH]: [refusal(409, 'identities.email_has_account', { email: 'ana@example.org' })] })
    expect(await screen.findByText(/There is an account with the address ana@example.org/)).toBeTruthy()
    await press('Sign in as usual')
    expect(place()).toBe('/login?next=%2Fsettings%2Fmethods&login_hint=ana%40example.org')
  })

  it('begins again where somebody declined there, and asks nobody for anything', async () => {
    const start = 'POST /auth/providers/school/start'
    const asked = comeBack(
      { [start]: [refusal(503, 'identities.provider_away')] },
      {},
      'error=access_denied&error_description=x',
    )
    expect(await screen.findByText(/You did not sign in there/)).toBeTruthy()
    expect(asked.calls).toEqual([])
    await press('Begin again')
    expect(await screen.findByText(/does not answer right now/)).toBeTruthy()
    expect(asked.body(start)).toEqual({ purpose: 'sign_in' })
    expect(screen.getByRole('link', { name: 'Sign in another way' })).toBeTruthy()
  })

  it('still tells the window that asked, where it began again', async () => {
    keepTokens(TOKENS)
    const departure = {
      authorization_url: 'http://127.0.0.1:1/authorize',
      state: 's2',
      browser_secret: 'other',
      expires_in: 600,
    }
    const kept = { purpose: 'prove' as const, aside: true }
    comeBack({ 'POST /auth/providers/school/start': [[200, departure]] }, kept, 'error=server_error')
    expect(await screen.findByText(/They have trouble there right now/)).toBeTruthy()
    await press('Begin again')
    await vi.waitFor(() => expect(load('beep.proof.s2')).toMatchObject(kept))
  })

  it.each([
    ['began elsewhere', null],
    ['took too long', { expiresAt: Date.now() - 1 }],
    ['is of another provider', { provider: 'google' }],
  ])('finishes nothing that %s', async (_, kept) => {
    const asked = comeBack({}, kept)
    expect(await screen.findByText(/This page is used up/)).toBeTruthy()
    expect(asked.calls).toEqual([])
  })

  it('offers no new beginning where it would end in the same way', async () => {
    comeBack({ [FINISH]: [refusal(403, 'identities.sign_up_closed')] })
    expect(await screen.findByText(/No account here belongs to that/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Begin again' })).toBeNull()
    await press('Sign in another way')
    expect(place()).toBe('/login?next=%2Fservers%2F1')
  })

  it('goes back to the settings where a link is refused', async () => {
    keepTokens(TOKENS)
    comeBack(
      { [FINISH]: [refusal(409, 'identities.identity_taken')] },
      { purpose: 'link', next: '/settings/methods' },
    )
    expect(await screen.findByText(/linked to another account already/)).toBeTruthy()
    await press('Go back')
    expect(place()).toBe('/settings/methods')
  })
})
