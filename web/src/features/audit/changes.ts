/** What changed, in words: keys as the wire names them, values as people say them. */
import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import type { AuditChange } from '@/api/people-types'
import type { PermissionInfo } from '@/api/types'
import { hexOf } from '@/lib/color'
import { fullTime } from '@/lib/time'

const KEYS: Record<string, MessageDescriptor> = {
  name: msg`Name`,
  nick: msg`Nickname`,
  description: msg`Description`,
  topic: msg`Topic`,
  icon_hash: msg`Picture`,
  icon: msg`Picture`,
  avatar_hash: msg`Picture`,
  owner_id: msg`Owner`,
  color: msg`Colour`,
  hoist: msg`Shown apart`,
  mentionable: msg`Anybody may mention it`,
  permissions: msg`Permissions`,
  allow: msg`Allowed`,
  deny: msg`Denied`,
  position: msg`Position`,
  parent_id: msg`Category`,
  nsfw: msg`For adults`,
  rate_limit_per_user: msg`Slow mode (seconds)`,
  communication_disabled_until: msg`In timeout until`,
  $add: msg`Roles given`,
  $remove: msg`Roles taken`,
  code: msg`Invitation`,
  max_uses: msg`Most uses`,
  max_age: msg`Life (seconds)`,
  channel_id: msg`Channel`,
  visibility: msg`Visibility`,
  archived: msg`Archived`,
  locked: msg`Locked`,
  type: msg`Kind`,
}

export interface ChangeWords {
  label: string
  before: string | undefined
  after: string | undefined
}

/** How to say the name of something by its id. */
export type NameById = (id: string) => string | undefined

export function changeWords(
  i18n: I18n,
  change: AuditChange,
  registry: readonly PermissionInfo[],
  nameById: NameById,
): ChangeWords {
  const known = KEYS[change.key]
  const say = (value: unknown) => valueWords(i18n, change.key, value, registry, nameById)
  return {
    label: known ? i18n._(known) : change.key,
    before: change.old_value === undefined || change.old_value === null ? undefined : say(change.old_value),
    after: change.new_value === undefined || change.new_value === null ? undefined : say(change.new_value),
  }
}

function valueWords(
  i18n: I18n,
  key: string,
  value: unknown,
  registry: readonly PermissionInfo[],
  nameById: NameById,
): string {
  if (typeof value === 'boolean') return value ? i18n._(msg`yes`) : i18n._(msg`no`)
  if (Array.isArray(value)) return value.map((one) => nameOfPart(one, nameById)).join(', ')
  if (typeof value === 'number') return key === 'color' ? colorWords(i18n, value) : String(value)
  if (typeof value !== 'string') return JSON.stringify(value)
  if (key === 'permissions' || key === 'allow' || key === 'deny')
    return permissionWords(i18n, value, registry)
  if (key.endsWith('_id')) return nameById(value) ?? value
  if (key === 'communication_disabled_until') return fullTime(new Date(value), i18n.locale)
  return value
}

function colorWords(i18n: I18n, color: number): string {
  return color === 0 ? i18n._(msg`none`) : hexOf(color)
}

function nameOfPart(part: unknown, nameById: NameById): string {
  if (typeof part === 'string') return nameById(part) ?? part
  const named = part as { name?: string; id?: string } | null
  return named?.name ?? nameById(named?.id ?? '') ?? JSON.stringify(part)
}

function permissionWords(i18n: I18n, bits: string, registry: readonly PermissionInfo[]): string {
  const value = /^\d+$/.test(bits) ? BigInt(bits) : 0n
  const language = i18n.locale === 'fr' ? 'fr' : 'en'
  const names = registry.filter((one) => value & (1n << BigInt(one.bit))).map((one) => one.label[language])
  return names.length > 0 ? names.join(', ') : i18n._(msg`none`)
}
