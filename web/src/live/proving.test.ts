import { expect, it, vi } from 'vitest'

import { ApiError } from '@/api/errors'

import { endProving, useProving, withProof } from './proving'

const tooLongAgo = new ApiError(403, { key: 'auth.recent_sign_in_required' })

it('asks who I am and then does what was asked for', async () => {
  const act = vi.fn().mockRejectedValueOnce(tooLongAgo).mockResolvedValue('done')
  const done = withProof(act)
  await vi.waitFor(() => expect(useProving.getState().question).toBeDefined())
  endProving(true)
  expect(await done).toBe('done')
  expect(useProving.getState().question).toBeUndefined()
})

it('gives the refusal to who declines', async () => {
  const act = vi.fn().mockRejectedValue(tooLongAgo)
  const done = withProof(act)
  await vi.waitFor(() => expect(useProving.getState().question).toBeDefined())
  endProving(false)
  await expect(done).rejects.toBe(tooLongAgo)
  expect(act).toHaveBeenCalledTimes(1)
})

it('asks nothing for other refusals', async () => {
  const refusal = new ApiError(403, { key: 'forbidden' })
  await expect(withProof(() => Promise.reject(refusal))).rejects.toBe(refusal)
  expect(useProving.getState().question).toBeUndefined()
})
