import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'

import { keepTokens } from '@/api/session'

import { answers, refusal, type Answer } from '../../../tests/answers'
import { draw, openDialogs } from '../../../tests/drawing'
import { ProveDialog } from './ProveDialog'

const SCHOOL = {
  name: 'school',
  label: 'A school',
  icon: 'key',
  kind: 'oidc',
  allow_sign_up: true,
  available: true,
}
const DIRECTORY = { ...SCHOOL, name: 'polytech', label: 'Polytech', kind: 'ldap' }
const LOGIN = 'POST /auth/providers/polytech/login'
const START = 'POST /auth/providers/school/start'

function ask(held: string[], given: Record<string, Answer[]> = {}, kinds: string[] = []) {
  const onEnd = vi.fn()
  const asked = answers({
    'GET /auth/reauthenticate': [[200, { kinds, is_recent: false }]],
    'GET /auth/providers': [[200, [SCHOOL, DIRECTORY]]],
    'GET /users/@me/identities': [[200, held.map((provider) => ({ id: '1', provider }))]],
    ...given,
  })
  draw(<ProveDialog onEnd={onEnd} />)
  return { asked, onEnd }
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

beforeEach(() => {
  openDialogs()
  keepTokens({ accessToken: 'a', refreshToken: 'r', expiresIn: 3600 })
})

it('lets who has no password show that of the directory', async () => {
  const wrong = { password: { _errors: [{ code: 'PASSWORD_DOES_NOT_MATCH', message: 'x' }] } }
  const { asked, onEnd } = ask(['polytech'], {
    [LOGIN]: [
      [400, { code: 50035, message: 'x', errors: wrong }],
      [200, { outcome: 'proved' }],
    ],
  })
  await press('Continue with Polytech')
  expect(screen.queryByRole('button', { name: 'Continue with A school' })).toBeNull()
  await userEvent.type(screen.getByLabelText('User name at Polytech'), 'lea')
  await userEvent.type(screen.getByLabelText('Password at Polytech'), 'tulips')
  await press('Continue')
  expect(await screen.findByText('This is not the right password.')).toBeTruthy()
  expect(onEnd).not.toHaveBeenCalled()
  await press('Continue')
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledWith(true))
  expect(asked.body(LOGIN)).toEqual({ username: 'lea', password: 'tulips', purpose: 'prove' })
})

it('opens the pages of a provider beside this one, and goes on once it was proved there', async () => {
  const beside = { location: { assign: vi.fn() }, close: vi.fn() }
  vi.spyOn(window, 'open').mockReturnValue(beside as unknown as Window)
  const url = 'https://school.example/authorize'
  const departure = { authorization_url: url, state: 's1', browser_secret: 'b', expires_in: 600 }
  const { asked, onEnd } = ask(['school'], { [START]: [[200, departure]] })
  await press('Continue with A school')
  expect(await screen.findByText(/Go on in the window that has opened/)).toBeTruthy()
  expect(beside.location.assign).toHaveBeenCalledWith(url)
  expect(asked.body(START)).toEqual({ purpose: 'prove' })
  expect(onEnd).not.toHaveBeenCalled()
  act(() => {
    window.dispatchEvent(new StorageEvent('storage', { key: 'beep.proved', newValue: '1' }))
  })
  expect(onEnd).toHaveBeenCalledWith(true)
})

it('closes the window it opened where there is nothing to show in it', async () => {
  const beside = { location: { assign: vi.fn() }, close: vi.fn() }
  vi.spyOn(window, 'open').mockReturnValue(beside as unknown as Window)
  ask(['school'], { [START]: [refusal(503, 'identities.provider_away')] })
  await press('Continue with A school')
  expect(await screen.findByText(/does not answer right now/)).toBeTruthy()
  expect(beside.close).toHaveBeenCalled()
})

it('asks for the password first where there is one', async () => {
  ask(['school'], {}, ['password'])
  expect(await screen.findByLabelText('Your password')).toBeTruthy()
  expect(await screen.findByRole('button', { name: 'Continue with A school' })).toBeTruthy()
})

it('says so where there is nothing to show it with', async () => {
  ask([])
  expect(await screen.findByText(/You have nothing here to show it with/)).toBeTruthy()
})
