/** The words of the registry in the language of the page. */
import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import { useLingui } from '@lingui/react/macro'

import type { PermissionInfo } from '@/api/types'
import { fold } from '@/lib/text'

const GROUPS: Record<string, MessageDescriptor> = {
  general: msg`General`,
  members: msg`Members`,
  messages: msg`Messages`,
  voice: msg`Voice`,
  applications: msg`Applications`,
  events: msg`Events`,
  advanced: msg`Advanced`,
}

/** Permissions by group, both in the order of the registry. */
export function grouped(permissions: readonly PermissionInfo[]): [string, PermissionInfo[]][] {
  const groups = new Map<string, PermissionInfo[]>()
  for (const one of permissions) groups.set(one.group, [...(groups.get(one.group) ?? []), one])
  return [...groups]
}

export function useWords() {
  const { i18n } = useLingui()
  const locale = i18n.locale === 'fr' ? 'fr' : 'en'
  return {
    label: (one: PermissionInfo) => one.label[locale],
    description: (one: PermissionInfo) => one.description[locale],
    group: (name: string) => (GROUPS[name] ? i18n._(GROUPS[name]) : name),
    matches: (one: PermissionInfo, search: string) =>
      fold(`${one.label[locale]} ${one.description[locale]} ${one.name}`).includes(fold(search.trim())),
  }
}
