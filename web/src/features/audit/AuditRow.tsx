import { Trans, useLingui } from '@lingui/react/macro'

import type { AuditEntry } from '@/api/people-types'
import type { Id, PermissionInfo, User } from '@/api/types'
import { timeOfId } from '@/lib/snowflake'
import { fullTime, messageTime } from '@/lib/time'
import { Avatar } from '@/ui/Avatar'
import { Icon } from '@/ui/Icon'

import { wordsOf } from './actions'
import styles from './Audit.module.css'
import { changeWords, type NameById } from './changes'

interface AuditRowProps {
  entry: AuditEntry
  users: ReadonlyMap<Id, User>
  registry: readonly PermissionInfo[]
  nameById: NameById
}

/** One act; what changed and why are under it. */
export function AuditRow({ entry, users, registry, nameById }: AuditRowProps) {
  const { t, i18n } = useLingui()
  const { words, icon } = wordsOf(entry.action_type)
  const at = timeOfId(entry.id)
  const actor = entry.user_id ? (nameById(entry.user_id) ?? t`Somebody who is gone`) : t`Somebody unknown`
  const target = targetName(entry, nameById) ?? t`something that is gone`
  const changes = entry.changes.map((change) => changeWords(i18n, change, registry, nameById))
  return (
    <li className={styles.entry}>
      <span className={styles.icon}>
        <Icon name={icon} size={18} />
      </span>
      <div className={styles.words}>
        <p>
          {entry.user_id && (
            <Avatar id={entry.user_id} name={actor} size="s" bot={users.get(entry.user_id)?.bot} />
          )}
          <span>
            <strong>{actor}</strong> {i18n._(words.id, { target })}
          </span>
        </p>
        {entry.reason && (
          <p className={styles.reason}>
            <Trans>Reason: {entry.reason}</Trans>
          </p>
        )}
        {changes.length > 0 && (
          <dl className={styles.changes}>
            {changes.map((change) => (
              <div key={change.label}>
                <dt>{change.label}</dt>
                <dd>
                  {change.before !== undefined && <del>{change.before}</del>}
                  {change.before !== undefined && change.after !== undefined && (
                    <span aria-hidden="true"> → </span>
                  )}
                  {change.after !== undefined && <ins>{change.after}</ins>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <div className={styles.when}>
        <time dateTime={at.toISOString()} title={fullTime(at, i18n.locale)}>
          {messageTime(at, i18n.locale)}
        </time>
        {entry.ip && <span>{entry.ip}</span>}
      </div>
    </li>
  )
}

/** What it was done to: by its id while it exists, else by the name it had. */
function targetName(entry: AuditEntry, nameById: NameById): string | undefined {
  const named = entry.changes.find((change) => change.key === 'name' || change.key === 'code')
  const told = [named?.new_value, named?.old_value, entry.options?.role_name, entry.options?.name]
  const name = told.find((one): one is string => typeof one === 'string')
  return (entry.target_id && nameById(entry.target_id)) ?? name
}
