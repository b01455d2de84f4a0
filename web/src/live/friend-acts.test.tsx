import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ApiError } from '@/api/errors'
import { keys } from '@/api/keys'
import { RELATION, type Relationship } from '@/api/people-types'

import { user } from '../../tests/wire'
import { forgetFailure, useFailures, useFriendAct } from './friend-acts'

const calls = vi.hoisted(() => ({ put: vi.fn(), end: vi.fn() }))
vi.mock('@/api/calls/put-relationship', () => ({ putRelationship: calls.put }))
vi.mock('@/api/calls/end-relationship', () => ({ endRelationship: calls.end }))

const bo = user('2')
const asking: Relationship = { id: '2', type: RELATION.incoming, since: '2026-11-29T00:00:00Z', user: bo }
let client: QueryClient
const types = () => client.getQueryData<Relationship[]>(keys.relationships)?.map((one) => one.type)

function start() {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  return renderHook(() => useFriendAct(bo), { wrapper })
}

beforeEach(() => {
  client = new QueryClient({ defaultOptions: { mutations: { retry: false } } })
  client.setQueryData(keys.relations, { 2: RELATION.incoming })
  client.setQueryData(keys.relationships, [asking])
})

afterEach(() => {
  forgetFailure('2')
  vi.resetAllMocks()
})

describe('answering a request', () => {
  it('shows the friend at once, and keeps what the server made of it', async () => {
    let answer: (made: Relationship) => void = () => undefined
    calls.put.mockReturnValue(new Promise<Relationship>((resolve) => (answer = resolve)))
    const { result } = start()
    act(() => result.current.mutate('accept'))
    await waitFor(() => expect(types()).toEqual([RELATION.friend]))
    expect(calls.put).toHaveBeenCalledWith('2', { only_accept: true })
    const made = { ...asking, type: RELATION.friend, since: '2026-11-29T10:00:00Z' }
    act(() => answer(made))
    await waitFor(() => expect(client.getQueryData(keys.relationships)).toEqual([made]))
  })

  it('puts everything back and says so when it fails, also where the row is gone by then', async () => {
    const error = new ApiError(503, {})
    let fail: (error: Error) => void = () => undefined
    calls.end.mockReturnValue(new Promise<void>((_, reject) => (fail = reject)))
    const { result, unmount } = start()
    act(() => result.current.mutate('refuse'))
    await waitFor(() => expect(types()).toEqual([]))
    unmount()
    act(() => fail(error))
    await waitFor(() => expect(types()).toEqual([RELATION.incoming]))
    expect(client.getQueryData(keys.relations)).toEqual({ 2: RELATION.incoming })
    expect(useFailures.getState().failures).toEqual({ 2: { act: 'refuse', error } })
    expect(calls.end).toHaveBeenCalledWith('2', RELATION.incoming)
  })

  it('forgets a failure when it is tried again', async () => {
    calls.put.mockRejectedValueOnce(new ApiError(503, {})).mockResolvedValueOnce(asking)
    const { result } = start()
    act(() => result.current.mutate('accept'))
    await waitFor(() => expect(useFailures.getState().failures).not.toEqual({}))
    act(() => result.current.mutate('accept'))
    await waitFor(() => expect(useFailures.getState().failures).toEqual({}))
  })
})
