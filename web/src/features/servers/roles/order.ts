/** The order of roles: the highest first, in a list one can move up and down within one's reach. */
import type { Role } from '@/api/types'

/** Put one element of a list at another place. */
export function movedTo<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from)
  const moved = list[from]
  return moved === undefined ? rest : [...rest.slice(0, to), moved, ...rest.slice(to)]
}

/**
 * Positions that put these roles in this order, highest first, counted from the default role up;
 * only those that differ from what they are.
 */
export function positionsOf(roles: readonly Role[]): { id: string; position: number }[] {
  return roles
    .map((role, index) => ({ role, position: roles.length - index }))
    .filter(({ role, position }) => role.position !== position)
    .map(({ role, position }) => ({ id: role.id, position }))
}
