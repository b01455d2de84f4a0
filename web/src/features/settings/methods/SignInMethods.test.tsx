import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'

import type { Account } from '@/api/account-types'
import type { LinkedIdentity } from '@/api/identity-types'
import { keepTokens } from '@/api/session'

import { answers, refusal, type Answer } from '../../../../tests/answers'
import { draw, openDialogs } from '../../../../tests/drawing'
import { SignInMethods } from './SignInMethods'

const ACCOUNT: Account = {
  email: 'ana@example.org',
  verified: true,
  has_password: true,
  pending: null,
  verification: true,
  sending: true,
}
const SCHOOL = {
  name: 'school',
  label: 'A school',
  icon: 'key',
  kind: 'oidc',
  allow_sign_up: true,
  available: true,
}
const DIRECTORY = { ...SCHOOL, name: 'polytech', label: 'Polytech', kind: 'ldap' }
const HELD: LinkedIdentity = {
  id: '7',
  provider: 'school',
  label: 'A school',
  icon: 'key',
  username: 'ana',
  name: null,
  email: 'ana@school.example',
  email_verified: false,
  linked_at: '2026-11-01T00:00:00Z',
  last_used_at: '2026-11-01T00:00:00Z',
  active: true,
}
const MINE = 'GET /users/@me/identities'
const LOGIN = 'POST /auth/providers/polytech/login'

function show(given: Record<string, Answer[]> = {}, account: Partial<Account> = {}) {
  const asked = answers({
    'GET /auth/account': [[200, { ...ACCOUNT, ...account }]],
    'GET /auth/providers': [[200, [SCHOOL, DIRECTORY]]],
    [MINE]: [[200, [HELD]]],
    ...given,
  })
  draw(<SignInMethods />)
  return asked
}

const button = (name: string) => screen.findByRole<HTMLButtonElement>('button', { name })
const press = async (name: string) => userEvent.click(await button(name))

beforeEach(() => {
  openDialogs()
  keepTokens({ accessToken: 'a', refreshToken: 'r', expiresIn: 3600 })
})

it('shows who one is elsewhere, and who else one could be known by', async () => {
  show()
  expect(await screen.findByText(/ana · ana@school.example, not confirmed — last used/)).toBeTruthy()
  expect(await button('Unlink A school')).toBeTruthy()
  expect((await button('Link Polytech')).disabled).toBe(false)
})

it('says of an account elsewhere whose provider is gone that it opens nothing', async () => {
  show({ [MINE]: [[200, [{ ...HELD, provider: 'old', label: 'old', active: false }]]] })
  expect(await screen.findByText(/does not open your account any more/)).toBeTruthy()
})

describe('linking a directory', () => {
  it('shows it the name and the password, and then what is linked', async () => {
    const held = { ...HELD, id: '8', provider: 'polytech', label: 'Polytech' }
    const asked = show({
      [MINE]: [
        [200, []],
        [200, [held]],
      ],
      [LOGIN]: [[200, { outcome: 'linked', identity: held }]],
    })
    await press('Link Polytech')
    await userEvent.type(screen.getByLabelText('User name at Polytech'), 'lea')
    await userEvent.type(screen.getByLabelText('Password at Polytech'), 'tulips')
    await press('Link')
    expect(await button('Unlink Polytech')).toBeTruthy()
    expect(asked.body(LOGIN)).toEqual({ username: 'lea', password: 'tulips', purpose: 'link' })
  })

  it('is refused in words where somebody else has linked it', async () => {
    show({ [LOGIN]: [refusal(409, 'identities.identity_taken')] })
    await press('Link Polytech')
    await userEvent.type(screen.getByLabelText('User name at Polytech'), 'lea')
    await userEvent.type(screen.getByLabelText('Password at Polytech'), 'tulips')
    await press('Link')
    expect(await screen.findByText(/linked to another account already/)).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('User name at Polytech').value).toBe('lea')
  })

  it('waits for the address to be confirmed', async () => {
    show({}, { verified: false })
    expect((await button('Link Polytech')).disabled).toBe(true)
    expect(screen.getByText(/must be confirmed/)).toBeTruthy()
  })

  it('needs no confirmed address where none is ever confirmed', async () => {
    show({}, { verified: false, verification: false })
    expect((await button('Link Polytech')).disabled).toBe(false)
  })
})

it('keeps the last way in', async () => {
  show(
    { 'DELETE /users/@me/identities/7': [refusal(409, 'identities.last_way_in')] },
    { has_password: false },
  )
  expect(await button('Set a password')).toBeTruthy()
  await press('Unlink A school')
  await press('Unlink')
  expect(await screen.findByText(/no way to sign in any more/)).toBeTruthy()
  expect(await button('Unlink A school')).toBeTruthy()
})
