import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'

import { answers } from '../../../tests/answers'
import { destination } from './destination'
import { SignUpPage } from './SignUpPage'

function show() {
  render(
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={new QueryClient()}>
        <SignUpPage />
      </QueryClientProvider>
    </I18nProvider>,
  )
}

describe('signing up', () => {
  it('shows each error at its field and loses nothing that was typed', async () => {
    const errors = {
      username: { _errors: [{ code: 'BAD_LENGTH', message: 'A username has 3 to 32 characters.' }] },
    }
    answers({ 'POST /auth/signup': [[400, { code: 50035, message: 'x', errors }]] })
    show()
    await userEvent.type(screen.getByLabelText('Email address'), 'ana@example.org')
    await userEvent.type(screen.getByLabelText('User name'), 'a')
    await userEvent.type(screen.getByLabelText('Password'), 'one long sentence')
    await userEvent.click(screen.getByRole('button', { name: 'Create account' }))
    expect(await screen.findByText('Between 3 and 32 characters.')).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('User name').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByLabelText<HTMLInputElement>('Email address').value).toBe('ana@example.org')
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('one long sentence')
  })

  it('shows the password on demand', async () => {
    answers({})
    show()
    await userEvent.click(screen.getByRole('button', { name: 'Show password' }))
    expect(screen.getByLabelText<HTMLInputElement>('Password').type).toBe('text')
  })
})

it('only goes to places of this site', () => {
  expect(destination('?next=%2Finvite%2Fabc')).toBe('/invite/abc')
  expect(destination('?next=https%3A%2F%2Fevil.example')).toBe('/')
  expect(destination('?next=%2F%2Fevil.example')).toBe('/')
  expect(destination('')).toBe('/')
})
