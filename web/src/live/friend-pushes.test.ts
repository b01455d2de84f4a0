import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it } from 'vitest'

import { keys } from '@/api/keys'
import { RELATION, type Relation, type Relationship, type RelationshipPush } from '@/api/people-types'
import type { Push, Ready } from '@/api/types'

import { user } from '../../tests/wire'
import { apply } from './apply'
import { forgetNews, useNews } from './news'

let client: QueryClient
const push = (...pushes: Push[]) => pushes.forEach((one) => apply(client, one))
const relationship = (id: string, type: Relation): Relationship => ({
  id,
  type,
  since: '2026-11-29T00:00:00Z',
  user: user(id),
})
const told = (id: string, type: Relation, should_notify = false): RelationshipPush => ({
  ...relationship(id, type),
  should_notify,
})
const known = () => client.getQueryData(keys.relations)
const list = () => client.getQueryData<Relationship[]>(keys.relationships)?.map((one) => [one.id, one.type])

beforeEach(() => {
  client = new QueryClient()
  forgetNews()
})

describe('what others are to me', () => {
  it('is what READY says, then what pushes say, in whatever order they come', () => {
    push({ name: 'READY', data: { relationships: [{ id: '2', type: 1 }], guilds: [] } as unknown as Ready })
    push(
      { name: 'BEEP_RELATIONSHIP_ADD', data: told('3', RELATION.incoming) },
      { name: 'BEEP_RELATIONSHIP_UPDATE', data: told('3', RELATION.friend) },
      { name: 'BEEP_RELATIONSHIP_REMOVE', data: { id: '2' } },
      { name: 'BEEP_RELATIONSHIP_REMOVE', data: { id: '2' } },
    )
    expect(known()).toEqual({ 3: RELATION.friend })
  })

  it('is listed with the newest first, and a new name keeps its place', () => {
    client.setQueryData(keys.relationships, [
      relationship('2', RELATION.friend),
      relationship('3', RELATION.friend),
    ])
    push({ name: 'BEEP_RELATIONSHIP_ADD', data: told('4', RELATION.incoming) })
    const renamed = { ...told('3', RELATION.friend), user: { ...user('3'), global_name: 'Zoé' } }
    push({ name: 'BEEP_RELATIONSHIP_UPDATE', data: renamed })
    expect(list()).toEqual([
      ['4', RELATION.incoming],
      ['2', RELATION.friend],
      ['3', RELATION.friend],
    ])
    expect(client.getQueryData<Relationship[]>(keys.relationships)?.at(-1)?.user.global_name).toBe('Zoé')
    push({ name: 'BEEP_RELATIONSHIP_UPDATE', data: told('3', RELATION.blocked) })
    expect(list()?.[0]).toEqual(['3', RELATION.blocked])
  })

  it('makes no list where nobody asked for one', () => {
    push({ name: 'BEEP_RELATIONSHIP_ADD', data: told('4', RELATION.incoming) })
    expect(list()).toBeUndefined()
  })
})

describe('news', () => {
  it('is told of requests, of a yes and of invitations, and of nothing I did myself', () => {
    const invited = {
      guild: { id: '50', name: 'Jardin', icon: null },
      inviter: user('2'),
      created_at: '2026-11-29T00:00:00Z',
    }
    push(
      { name: 'BEEP_RELATIONSHIP_ADD', data: told('2', RELATION.incoming, true) },
      { name: 'BEEP_RELATIONSHIP_ADD', data: told('3', RELATION.outgoing) },
      { name: 'BEEP_RELATIONSHIP_UPDATE', data: told('4', RELATION.friend, true) },
      { name: 'BEEP_RELATIONSHIP_UPDATE', data: told('5', RELATION.friend) },
      { name: 'BEEP_INVITED', data: invited },
    )
    expect(useNews.getState().news).toEqual([
      { kind: 'asked', user: user('2') },
      { kind: 'befriended', user: user('4') },
      { kind: 'invited', invited },
    ])
  })
})

describe('presence of friends', () => {
  it('is kept apart from that of servers', () => {
    push(
      {
        name: 'BEEP_PRESENCES',
        data: { guild_id: null, presences: [{ user_id: '2', status: 'idle' }], whole: true },
      },
      {
        name: 'BEEP_PRESENCES',
        data: { guild_id: '50', presences: [{ user_id: '2', status: 'dnd' }], whole: true },
      },
      {
        name: 'BEEP_PRESENCES',
        data: { guild_id: null, presences: [{ user_id: '3', status: 'online' }], whole: false },
      },
    )
    expect(client.getQueryData(keys.presences(null))).toEqual({ 2: 'idle', 3: 'online' })
  })
})
