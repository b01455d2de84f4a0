import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Link } from 'wouter'

import { askFriend } from '@/api/calls/ask-friend'
import { putRelationship } from '@/api/calls/put-relationship'
import { explainField, explainForm } from '@/api/explain'
import { RELATION } from '@/api/people-types'
import { putRelation } from '@/live/friend-pushes'
import { nameOf } from '@/live/names'
import { useMe } from '@/live/queries'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'

import styles from './Friends.module.css'

interface AddFriendProps {
  typed: string
  onType: (text: string) => void
}

/** Ask by user name or id, and tell others one's own. */
export function AddFriend({ typed, onType }: AddFriendProps) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const me = useMe()
  const wanted = typed.trim().replace(/^@/, '')
  const ask = useMutation({
    mutationFn: () => (/^\d{15,20}$/.test(wanted) ? putRelationship(wanted) : askFriend(wanted)),
    onSuccess(now) {
      putRelation(client, now.id, now)
      onType('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted) ask.mutate()
  }
  const sentence = explainForm(i18n, ask.error, 'username', 'user_id')
  const name = ask.data && nameOf(ask.data.user)
  return (
    <div className={styles.add}>
      <Section title={t`Add a friend`} note={t`Once they accept, you see when the other one is there.`}>
        <form onSubmit={submit} noValidate>
          {sentence && <Notice tone="danger">{sentence}</Notice>}
          <TextField
            label={t`User name or id`}
            value={typed}
            error={explainField(i18n, ask.error, 'username', 'user_id')}
            hint={t`Capital letters do not matter.`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            onChange={(event) => {
              if (!ask.isIdle) ask.reset()
              onType(event.target.value)
            }}
          />
          <Button type="submit" icon="invite" busy={ask.isPending} disabled={!wanted}>
            <Trans>Send the request</Trans>
          </Button>
          <div role="status">
            {name && (
              <Notice>
                {ask.data?.type === RELATION.friend ? (
                  <Trans>{name} and you are friends.</Trans>
                ) : (
                  <Trans>Your request is on its way to {name}.</Trans>
                )}
              </Notice>
            )}
          </div>
        </form>
      </Section>
      <Section title={t`How others find you`}>
        <CopyField label={t`Your user name`} value={me?.username ?? ''} />
        <p>
          <Link href="/settings/privacy">
            <Trans>Choose who may ask you</Trans>
          </Link>
        </p>
      </Section>
    </div>
  )
}
