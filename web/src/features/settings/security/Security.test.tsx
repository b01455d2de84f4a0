import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import type { Factors } from '@/api/factor-types'
import { keepTokens } from '@/api/session'

import { answers } from '../../../../tests/answers'
import { Security } from './Security'

const NOTHING: Factors = {
  totp: null,
  passkeys: [],
  recovery_codes: null,
  passkeys_at: 'beep.test',
  needed: false,
}
const APP: Factors = {
  ...NOTHING,
  totp: { created_at: '2026-11-01T00:00:00Z', last_used_at: null },
  recovery_codes: { left: 2, created_at: '2026-11-01T00:00:00Z' },
}
const CODES = Array.from({ length: 10 }, (_, index) => `abcde-fghj${index}`)

function show() {
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <Security />
      </QueryClientProvider>
    </I18nProvider>,
  )
}

const MINE = '/users/@me/factors'

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true
  }
  keepTokens({ accessToken: 'a', refreshToken: 'r', expiresIn: 3600 })
})

describe('an authenticator app (AUTH-19)', () => {
  it('is set up by a picture or a key, and a code; then recovery codes are shown', async () => {
    const uri = 'otpauth://totp/Beep:ana?secret=GEZDGNBVGY3TQOJQ&issuer=Beep'
    answers({
      [`GET ${MINE}`]: [
        [200, NOTHING],
        [200, APP],
      ],
      'GET /auth/sessions': [[200, []]],
      [`POST ${MINE}/totp`]: [[200, { secret: 'GEZDGNBVGY3TQOJQ', uri }]],
      [`POST ${MINE}/totp/confirm`]: [[200, { recovery_codes: CODES }]],
    })
    show()
    await userEvent.click(await screen.findByRole('button', { name: 'Set up an app' }))
    expect(await screen.findByRole('img', { name: 'QR code for the app' })).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('Or type this key into the app').value).toBe(
      'GEZD GNBV GY3T QOJQ',
    )
    await userEvent.type(screen.getByLabelText('Code of your authenticator app'), '123456')
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }))
    expect((await screen.findAllByRole('listitem')).map((one) => one.textContent)).toEqual(
      expect.arrayContaining(CODES),
    )
  })

  it('is removed after a question, and once more for who administers', async () => {
    const asked = answers({
      [`GET ${MINE}`]: [[200, APP]],
      'GET /auth/sessions': [[200, []]],
      [`DELETE ${MINE}/totp?anyway=false`]: [[409, { key: 'factors.last_factor', message: 'x', code: 0 }]],
      [`DELETE ${MINE}/totp?anyway=true`]: [[204]],
    })
    show()
    await userEvent.click(await screen.findByRole('button', { name: 'Remove' }))
    expect(asked.calls.filter((one) => one.startsWith('DELETE'))).toEqual([])
    const dialog = screen.getByRole('dialog', { name: 'Remove the authenticator app?' })
    await userEvent.click(dialog.querySelector('[data-autofocus]')!)
    await userEvent.click(await screen.findByRole('button', { name: 'Remove it all the same' }))
    await vi.waitFor(() => expect(asked.calls).toContain(`DELETE ${MINE}/totp?anyway=true`))
  })
})

it('warns when few recovery codes are left, and when administering needs a factor', async () => {
  answers({ [`GET ${MINE}`]: [[200, APP]], 'GET /auth/sessions': [[200, []]] })
  show()
  expect(await screen.findByText(/2 codes are left/)).toBeTruthy()
  answers({ [`GET ${MINE}`]: [[200, { ...NOTHING, needed: true }]], 'GET /auth/sessions': [[200, []]] })
  show()
  expect(await screen.findByText(/You administer this Beep only with a second factor/)).toBeTruthy()
})

it('says where passkeys work, or that they cannot be had', async () => {
  answers({ [`GET ${MINE}`]: [[200, NOTHING]], 'GET /auth/sessions': [[200, []]] })
  show()
  expect(await screen.findByText(/Passkeys work at beep.test/)).toBeTruthy()
  answers({ [`GET ${MINE}`]: [[200, { ...NOTHING, passkeys_at: null }]], 'GET /auth/sessions': [[200, []]] })
  show()
  expect(await screen.findByText(/Passkeys need an address with a name/)).toBeTruthy()
})
