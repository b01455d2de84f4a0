import { Trans, useLingui } from '@lingui/react/macro'

import type { Member, User } from '@/api/types'
import { isTimedOut } from '@/lib/permissions'
import { timeOfId } from '@/lib/snowflake'
import { messageTime, shortDate } from '@/lib/time'
import { Icon } from '@/ui/Icon'

import styles from './ProfileCard.module.css'

/** Since when somebody is here, and whether they may speak. */
export function ProfileFacts({ user, member }: { user: User; member: Member | undefined }) {
  const { i18n } = useLingui()
  const until = member?.communication_disabled_until
  return (
    <>
      <dl className={styles.facts}>
        {member && (
          <div>
            <dt>
              <Trans>In this server since</Trans>
            </dt>
            <dd>{shortDate(new Date(member.joined_at), i18n.locale)}</dd>
          </div>
        )}
        <div>
          <dt>
            <Trans>On Beep since</Trans>
          </dt>
          <dd>{shortDate(timeOfId(user.id), i18n.locale)}</dd>
        </div>
      </dl>
      {!member && (
        <p className={styles.note}>
          <Trans>Not a member of this server any more.</Trans>
        </p>
      )}
      {until && isTimedOut(member, new Date()) && (
        <p className={styles.note}>
          <Icon name="clock" size={16} />
          <Trans>In timeout until {messageTime(new Date(until), i18n.locale)}</Trans>
        </p>
      )}
    </>
  )
}
