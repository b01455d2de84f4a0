import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'

import type { IdentityProvider } from '@/api/identity-types'
import { currentSession, dropTokens } from '@/api/session'
import { keysStarting, load } from '@/lib/storage'

import { answers, refusal, type Answer } from '../../../tests/answers'
import { draw } from '../../../tests/drawing'
import { SignInPage } from './SignInPage'
import { SignUpPage } from './SignUpPage'

const TOKENS = { accessToken: 'a', refreshToken: 'r', expiresIn: 3600 }
const SCHOOL: IdentityProvider = {
  name: 'school',
  label: 'A school',
  icon: 'key',
  kind: 'oidc',
  allow_sign_up: true,
  available: true,
}
const DIRECTORY: IdentityProvider = { ...SCHOOL, name: 'polytech', label: 'Polytech', kind: 'ldap' }
const LIST = 'GET /auth/providers'
const LOGIN = 'POST /auth/providers/polytech/login'

function at(
  path: string,
  given: Record<string, Answer[]>,
  providers = [SCHOOL, DIRECTORY],
  before: Answer[] = [],
) {
  window.history.replaceState(null, '', path)
  const asked = answers({ [LIST]: [...before, [200, providers]], ...given })
  draw(path.startsWith('/signup') ? <SignUpPage /> : <SignInPage />)
  return asked
}

const place = () => window.location.pathname + window.location.search
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

async function showDirectory() {
  await press('Continue with Polytech')
  await userEvent.type(await screen.findByLabelText('User name at Polytech'), ' lea ')
  await userEvent.type(screen.getByLabelText('Password at Polytech'), 'tulips')
  await press('Continue')
}

afterEach(() => dropTokens())

describe('signing in by a provider', () => {
  it('keeps what is needed on the way back, and where one was going', async () => {
    const departure = {
      authorization_url: 'http://127.0.0.1:1/authorize',
      state: 's1',
      browser_secret: 'mine',
      expires_in: 600,
    }
    at('/login?next=%2Finvite%2Fabc', { 'POST /auth/providers/school/start': [[200, departure]] })
    await press('Continue with A school')
    await vi.waitFor(() => expect(keysStarting('beep.proof.')).toEqual(['beep.proof.s1']))
    expect(load('beep.proof.s1')).toMatchObject({
      provider: 'school',
      purpose: 'sign_in',
      secret: 'mine',
      next: '/invite/abc',
    })
  })

  it('says so where a provider is away, and the others work', async () => {
    at('/login', {}, [{ ...SCHOOL, available: false }, DIRECTORY])
    const away = await screen.findByRole<HTMLButtonElement>('button', { name: 'Continue with A school' })
    expect(away.disabled).toBe(true)
    expect(screen.getByText(/A school does not answer right now/)).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Continue with Polytech' }).disabled).toBe(
      false,
    )
  })

  it('says what is wrong when it cannot begin', async () => {
    at('/login', { 'POST /auth/providers/school/start': [refusal(503, 'identities.wrongly_set')] })
    await press('Continue with A school')
    expect(await screen.findByText(/is not set up well/)).toBeTruthy()
    expect(keysStarting('beep.proof.')).toEqual([])
  })

  it('says so when nobody knows who else there is, and asks again', async () => {
    at('/login', {}, [SCHOOL], [refusal(400, 'x')])
    expect(await screen.findByText(/is not known right now/)).toBeTruthy()
    await press('Try again')
    expect(await screen.findByRole('button', { name: 'Continue with A school' })).toBeTruthy()
  })

  it('offers new people those only that take them', async () => {
    at('/signup', {}, [{ ...SCHOOL, allow_sign_up: false }, DIRECTORY])
    expect(await screen.findByRole('button', { name: 'Continue with Polytech' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Continue with A school' })).toBeNull()
  })
})

describe('signing in by a directory', () => {
  it('shows it the name and the password', async () => {
    const asked = at('/login', { [LOGIN]: [[200, { outcome: 'signed_in', session: TOKENS }]] })
    await showDirectory()
    await vi.waitFor(() => expect(currentSession()?.accessToken).toBe('a'))
    expect(asked.body(LOGIN)).toEqual({ username: 'lea', password: 'tulips', purpose: 'sign_in' })
  })

  it('loses nothing that was typed when it refuses', async () => {
    at('/login', { [LOGIN]: [refusal(401, 'identities.wrong_directory_credentials')] })
    await showDirectory()
    expect(await screen.findByText(/do not go together there/)).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('User name at Polytech').value).toBe(' lea ')
    expect(screen.getByLabelText<HTMLInputElement>('Password at Polytech').value).toBe('tulips')
  })

  it('asks for the second factor of who has one', async () => {
    const more = { ticket: 't2', kinds: ['totp'] }
    at('/login', { [LOGIN]: [refusal(401, 'auth.second_factor_required', more)] })
    await showDirectory()
    expect(await screen.findByLabelText('Code of your authenticator app')).toBeTruthy()
  })

  it('takes who is new to choosing a name', async () => {
    const newcomer = { ticket: 't1', username: 'lea', display_name: null, email: null }
    at('/signup?next=%2Finvite%2Fabc', { [LOGIN]: [[200, { outcome: 'newcomer', newcomer }]] })
    await showDirectory()
    await vi.waitFor(() => expect(place()).toBe('/auth/callback/polytech'))
    expect(window.history.state).toEqual({ arrival: { newcomer, provider: 'polytech', next: '/invite/abc' } })
  })

  it('sends whose address has an account back to signing in, with the address', async () => {
    at('/login', { [LOGIN]: [refusal(409, 'identities.email_has_account', { email: 'ana@example.org' })] })
    await showDirectory()
    await press('Sign in as usual')
    const field = await screen.findByLabelText<HTMLInputElement>('Email address')
    expect(field.value).toBe('ana@example.org')
    expect(place()).toContain('next=%2Fsettings%2Fmethods')
  })

  it('keeps what was typed beside it, for who takes another way after all', async () => {
    at('/signup', {})
    await userEvent.type(screen.getByLabelText('Email address'), 'ana@example.org')
    await press('Continue with Polytech')
    await press('Take another way')
    expect(screen.getByLabelText<HTMLInputElement>('Email address').value).toBe('ana@example.org')
  })
})
