import { describe, expect, it } from 'vitest'

import { arranged, groupsOf, step, type Placed } from './channel-order'

const channel = (id: string, position: number, parent_id: string | null = null): Placed => ({
  id,
  type: 0,
  position,
  parent_id,
})
const category = (id: string, position: number): Placed => ({ id, type: 4, position, parent_id: null })
const LIST = [
  channel('1', 0),
  channel('2', 1),
  category('10', 0),
  category('20', 1),
  channel('11', 0, '10'),
  channel('12', 1, '10'),
  channel('31', 0, 'hidden'),
]
const shown = (list: readonly Placed[]) =>
  groupsOf(list).map((group) => [group.category?.id, ...group.channels.map((one) => one.id)])

describe('the order of channels (CHAN-03)', () => {
  it('groups channels by category; those whose category is hidden stand alone', () => {
    expect(shown(LIST)).toEqual([[undefined, '1', '31', '2'], ['10', '11', '12'], ['20']])
  })

  it('puts a channel where it was moved and leaves no hole', () => {
    const after = arranged(LIST, [{ id: '1', parent_id: '10', position: 1 }])
    expect(shown(after)[1]).toEqual(['10', '11', '1', '12'])
    const places = after.filter((one) => one.parent_id === '10').map((one) => one.position)
    expect(places.sort()).toEqual([0, 1, 2])
    expect(after).toHaveLength(LIST.length)
  })

  it('moves twice to the same place without another change', () => {
    const move = { id: '12', position: 0 }
    const once = arranged(LIST, [move])
    expect(new Set(arranged(once, [move]))).toEqual(new Set(once))
  })

  it('steps through a category and on into the next', () => {
    const groups = groupsOf(LIST)
    expect(step(groups, '11', 1)).toEqual({ id: '11', position: 1 })
    expect(step(groups, '12', 1)).toEqual({ id: '12', parent_id: '20', position: 0 })
    expect(step(groups, '11', -1)).toEqual({ id: '11', parent_id: null, position: 3 })
    expect(step(groups, '1', -1)).toBeUndefined()
    expect(step(groups, '10', 1)).toEqual({ id: '10', position: 1 })
    expect(step(groups, '20', 1)).toBeUndefined()
  })
})
