import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { moveRoles } from '@/api/calls/move-roles'
import { explain } from '@/api/explain'
import type { Role } from '@/api/types'
import { apply } from '@/live/apply'
import { announce } from '@/ui/announce'
import { toast } from '@/ui/toasts'

import { movedTo, positionsOf } from './order'

/** Move one of the roles within reach to another place; it shows at once and goes back when it is refused. */
export function useRoleOrder(serverId: string, roles: readonly Role[]) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const show = (changed: readonly Role[]) => {
    for (const role of changed)
      apply(client, { name: 'GUILD_ROLE_UPDATE', data: { guild_id: serverId, role } })
  }
  const { mutate } = useMutation({
    mutationFn: (positions: { id: string; position: number }[]) => moveRoles(serverId, positions),
    onSuccess: show,
    onError: (error, positions) => {
      show(roles.filter((role) => positions.some((one) => one.id === role.id)))
      toast(explain(i18n, error), 'danger')
    },
  })
  return (from: number, to: number) => {
    const wanted = movedTo(roles, from, to)
    const positions = positionsOf(wanted)
    const name = roles[from]?.name ?? ''
    if (positions.length === 0 || from === to) return
    const heights = new Map(positions.map((one) => [one.id, one.position]))
    show(wanted.map((role) => ({ ...role, position: heights.get(role.id) ?? role.position })))
    const [place, count] = [to + 1, roles.length]
    announce(t`${name} is now number ${place} of ${count}.`)
    mutate(positions)
  }
}
