import { expect, it } from 'vitest'

import type { Role } from '@/api/types'

import { movedTo, positionsOf } from './order'

const role = (id: string, position: number) => ({ id, position }) as Role

it('moves up and down', () => {
  expect(movedTo(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(movedTo(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
})

it('gives every role a place of its own, also where several had the same', () => {
  expect(positionsOf([role('a', 1), role('b', 1), role('c', 1)])).toEqual([
    { id: 'a', position: 3 },
    { id: 'b', position: 2 },
  ])
})

it('sends nothing when nothing moves', () => expect(positionsOf([role('a', 2), role('b', 1)])).toEqual([]))
