import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'

import { moveRoles } from '@/api/calls/move-roles'
import { explain } from '@/api/explain'
import type { Role } from '@/api/types'
import { apply } from '@/live/apply'
import { announce } from '@/ui/announce'
import { toast } from '@/ui/toasts'

import { movedTo, positionsOf } from './order'

/**
 * Move one of the roles within reach to another place; it shows at once and goes back when it is refused.
 * Moves are sent one after another, and what an earlier one answers does not undo a later one.
 */
export function useRoleOrder(serverId: string, roles: readonly Role[]) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const show = (changed: readonly Role[]) => {
    for (const role of changed)
      apply(client, { name: 'GUILD_ROLE_UPDATE', data: { guild_id: serverId, role } })
  }
  const order = ['roles.order', serverId]
  const last = useRef<readonly Role[] | null>(null)
  const isLast = () => client.isMutating({ mutationKey: order }) === 1
  const { mutate } = useMutation({
    mutationKey: order,
    scope: { id: order.join(' ') },
    mutationFn: (positions: { id: string; position: number }[]) => moveRoles(serverId, positions),
    onSuccess: (changed) => {
      show(isLast() ? changed : (last.current ?? changed))
      if (isLast()) last.current = null
    },
    onError: (error, positions) => {
      last.current = null
      show(roles.filter((role) => positions.some((one) => one.id === role.id)))
      toast(explain(i18n, error), 'danger')
    },
  })
  return (from: number, to: number) => {
    const moved = roles[from]
    if (!moved || from === to) return
    const listed = last.current ?? roles
    const start = listed.findIndex((one) => one.id === moved.id)
    const end = Math.min(Math.max(start + to - from, 0), listed.length - 1)
    const wanted = movedTo(listed, start, end)
    const positions = positionsOf(wanted)
    if (start < 0 || positions.length === 0) return
    const heights = new Map(positions.map((one) => [one.id, one.position]))
    last.current = wanted.map((role) => ({ ...role, position: heights.get(role.id) ?? role.position }))
    show(last.current)
    const [name, place, count] = [moved.name, end + 1, roles.length]
    announce(t`${name} is now number ${place} of ${count}.`)
    mutate(positions)
  }
}
