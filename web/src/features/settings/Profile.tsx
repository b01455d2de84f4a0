import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { signOut } from '@/api/calls/sign-out'
import { updateMe } from '@/api/calls/update-me'
import { explainField, explainForm } from '@/api/explain'
import { dropTokens } from '@/api/session'
import type { Me } from '@/api/types'
import { apply } from '@/live/apply'
import { useMe } from '@/live/queries'
import { Button } from '@/ui/Button'
import { TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'
import { toast } from '@/ui/toasts'

import styles from './Profile.module.css'
import { ProfilePicture } from './ProfilePicture'

export function Profile() {
  const { t } = useLingui()
  const me = useMe()
  // Signing out works without the network too: the tokens of this browser go in any case.
  const leave = useMutation({ mutationFn: signOut, onSettled: dropTokens })
  return (
    <>
      <Section title={t`Profile`}>
        {me ? (
          <ProfileForm key={me.id} me={me} />
        ) : (
          <SkeletonRows count={1} label={t`Your profile is loading`} />
        )}
      </Section>
      <Section title={t`This browser`}>
        <Button tone="secondary" icon="leave" busy={leave.isPending} onClick={() => leave.mutate()}>
          <Trans>Sign out</Trans>
        </Button>
      </Section>
    </>
  )
}

function ProfileForm({ me }: { me: Me }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [username, setUsername] = useState(me.username)
  const [name, setName] = useState(me.global_name ?? '')
  const save = useMutation({
    mutationFn: () =>
      updateMe({
        username: username === me.username ? undefined : username.trim(),
        global_name: name.trim() || null,
      }),
    onSuccess: (data) => {
      apply(client, { name: 'USER_UPDATE', data })
      toast(t`Saved.`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const sentence = explainForm(i18n, save.error, 'username', 'global_name')
  return (
    <form onSubmit={submit} noValidate>
      <ProfilePicture me={me} name={name || username} />
      <div className={styles.card}>
        <div>
          <strong>{name || username}</strong>
          <p>@{username}</p>
          {me.email && <p>{me.email}</p>}
        </div>
      </div>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <TextField
        label={t`Display name`}
        hint={t`What others read next to your messages.`}
        value={name}
        autoComplete="nickname"
        onChange={(event) => setName(event.target.value)}
        error={explainField(i18n, save.error, 'global_name')}
      />
      <TextField
        label={t`User name`}
        hint={t`3 to 32 letters, digits, - or _.`}
        value={username}
        autoCapitalize="none"
        spellCheck={false}
        autoComplete="username"
        onChange={(event) => setUsername(event.target.value)}
        error={explainField(i18n, save.error, 'username')}
      />
      <Button type="submit" busy={save.isPending}>
        <Trans>Save</Trans>
      </Button>
    </form>
  )
}
