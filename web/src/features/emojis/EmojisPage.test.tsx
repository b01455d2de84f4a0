import { screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { dropTokens, keepTokens } from '@/api/session'

import { answers } from '../../../tests/answers'
import { draw } from '../../../tests/drawing'
import { member, server, user } from '../../../tests/wire'
import { EmojisPage } from './EmojisPage'

const emoji = (id: string) => ({ id, name: `cat_${id}`, animated: false, user: user('1') })

function open(limit: number) {
  answers({
    'GET /users/@me': [[200, { ...user('1'), email: null }]],
    'GET /guilds/50': [[200, server('50', { emojis: [emoji('7'), emoji('8')] })]],
    'GET /guilds/50/members?limit=1000': [[200, [member('1')]]],
    'GET /guilds/50/emojis/limit': [[200, { limit }]],
  })
  draw(<EmojisPage serverId="50" />)
}

beforeEach(() => keepTokens({ accessToken: 'a', refreshToken: 'r', expiresIn: 3600 }))
afterEach(() => dropTokens())

describe('the page of emojis', () => {
  it('says how many there are and may be', async () => {
    open(50)
    expect(await screen.findByRole('heading', { name: '2 emojis of 50' })).toBeTruthy()
    expect(await screen.findByRole('button', { name: 'Choose pictures' })).toBeTruthy()
  })

  it('takes no pictures where there is no room, and says so', async () => {
    open(2)
    expect(await screen.findByText(/no room for another emoji/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Choose pictures' })).toBeNull()
  })
})
