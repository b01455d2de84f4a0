/**
 * Changes to roles that are not saved yet. They outlive the page, so that looking elsewhere loses nothing,
 * and they say what was changed rather than what the role was, so that somebody else's changes stay.
 */
import { create } from 'zustand'

import type { Role, RoleChange } from '@/api/types'

export interface RoleDraft {
  /** The role as it was when the first change was made. */
  base: Role
  name?: string
  color?: number
  hoist?: boolean
  mentionable?: boolean
  granted: bigint
  taken: bigint
}

export const useRoleDrafts = create<Record<string, RoleDraft>>(() => ({}))

const FIELDS = ['name', 'color', 'hoist', 'mentionable'] as const

/** The role as it would be after saving. */
export function drafted(role: Role, draft: RoleDraft | undefined): Role {
  if (!draft) return role
  const { name = role.name, color = role.color, hoist = role.hoist, mentionable = role.mentionable } = draft
  const permissions = String((BigInt(role.permissions) | draft.granted) & ~draft.taken)
  return { ...role, name, color, hoist, mentionable, permissions }
}

export function change(role: Role, fields: Partial<Pick<Role, (typeof FIELDS)[number]>>): void {
  const draft = draftOf(role)
  keep(role, { ...draft, ...fields })
}

export function toggle(role: Role, bit: bigint, on: boolean): void {
  const draft = draftOf(role)
  const granted = on ? draft.granted | bit : draft.granted & ~bit
  const taken = on ? draft.taken & ~bit : draft.taken | bit
  keep(role, { ...draft, granted, taken })
}

export function forgetDraft(roleId: string): void {
  useRoleDrafts.setState(({ [roleId]: _gone, ...others }) => others, true)
}

function draftOf(role: Role): RoleDraft {
  return useRoleDrafts.getState()[role.id] ?? { base: role, granted: 0n, taken: 0n }
}

function keep(role: Role, draft: RoleDraft): void {
  if (Object.keys(changesOf(role, draft)).length === 0) forgetDraft(role.id)
  else useRoleDrafts.setState({ [role.id]: draft })
}

/** What saving would send: only what differs from the role as it is now. */
export function changesOf(role: Role, draft: RoleDraft): RoleChange {
  const wanted = drafted(role, draft)
  const fields = FIELDS.filter((field) => wanted[field] !== role[field])
  const changes: RoleChange = Object.fromEntries(fields.map((field) => [field, wanted[field]]))
  return wanted.permissions === role.permissions ? changes : { ...changes, permissions: wanted.permissions }
}

/** Whether somebody else has changed the role since the first unsaved change. */
export function changedMeanwhile(role: Role, draft: RoleDraft): boolean {
  return (
    role.permissions !== draft.base.permissions || FIELDS.some((field) => role[field] !== draft.base[field])
  )
}
