/**
 * The pages of a server's settings, in the order of their list. Each travels when it is opened.
 * A feature adds one here: a name for the address, who may open it, and its page.
 */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { lazy, type ComponentType } from 'react'

import { can, type Permission } from '@/lib/permissions'
import type { IconName } from '@/ui/Icon'

export interface Standing {
  permissions: bigint
  isOwner: boolean
}

export interface ServerSection {
  /** The end of its address: `/servers/{id}/settings/{name}`. */
  name: string
  title: MessageDescriptor
  icon: IconName
  may: (standing: Standing) => boolean
  Page: ComponentType<{ serverId: string }>
}

const with_ =
  (...any: Permission[]) =>
  ({ permissions }: Standing) =>
    any.some((one) => can(permissions, one))

export const SECTIONS: readonly ServerSection[] = [
  {
    name: 'overview',
    title: msg`Overview`,
    icon: 'home',
    may: with_('manageServer'),
    Page: lazy(async () => ({
      default: (await import('@/features/servers/settings/OverviewPage')).OverviewPage,
    })),
  },
  {
    name: 'roles',
    title: msg`Roles`,
    icon: 'role',
    may: with_('manageRoles'),
    Page: lazy(async () => ({ default: (await import('@/features/servers/roles/RolesPage')).RolesPage })),
  },
  {
    name: 'members',
    title: msg`Members`,
    icon: 'people',
    may: with_('manageRoles', 'kickMembers', 'moderateMembers', 'manageNicknames'),
    Page: lazy(async () => ({
      default: (await import('@/features/servers/members/MembersPage')).MembersPage,
    })),
  },
  {
    name: 'emojis',
    title: msg`Emojis`,
    icon: 'smile',
    may: with_('manageExpressions', 'createExpressions'),
    Page: lazy(async () => ({ default: (await import('@/features/emojis/EmojisPage')).EmojisPage })),
  },
  {
    name: 'invitations',
    title: msg`Invitations`,
    icon: 'link',
    may: with_('manageServer'),
    Page: lazy(async () => ({
      default: (await import('@/features/servers/settings/InvitationsPage')).InvitationsPage,
    })),
  },
  {
    name: 'bans',
    title: msg`Bans`,
    icon: 'ban',
    may: with_('banMembers'),
    Page: lazy(async () => ({ default: (await import('@/features/servers/bans/BansPage')).BansPage })),
  },
  {
    name: 'audit',
    title: msg`Audit log`,
    icon: 'journal',
    may: with_('viewAuditLog'),
    Page: lazy(async () => ({ default: (await import('@/features/audit/AuditPage')).AuditPage })),
  },
  {
    name: 'danger',
    title: msg`Danger zone`,
    icon: 'warning',
    may: ({ isOwner }) => isOwner,
    Page: lazy(async () => ({
      default: (await import('@/features/servers/settings/DangerPage')).DangerPage,
    })),
  },
]

export function sectionsFor(standing: Standing): readonly ServerSection[] {
  return SECTIONS.filter((section) => section.may(standing))
}
