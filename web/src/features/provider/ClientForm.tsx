import { Trans, useLingui } from '@lingui/react/macro'
import type { FormEvent } from 'react'

import { explainField, explainForm } from '@/api/explain'
import type { Client } from '@/api/types'
import { Button } from '@/ui/Button'
import { Check } from '@/ui/Check'
import { Choices } from '@/ui/Choices'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextArea, TextField } from '@/ui/Field'
import { Notice } from '@/ui/Notice'

import styles from './ClientForm.module.css'
import { linesOf, useClientForm } from './client-form'
import { inOrder, SCOPES } from './scopes'
import { SecretShown } from './SecretShown'

const ALL = inOrder(['openid', 'profile', 'email', 'offline_access', 'beep'])

/** Registering an application, or changing what is said of one. */
export function ClientForm({ client, onClose }: { client?: Client; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const form = useClientForm(client)
  const { save } = form
  if (save.data && !client) {
    const { name, secret = null } = save.data
    return (
      <SecretShown title={t`${name} is registered`} client={save.data} secret={secret} onClose={onClose} />
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: client ? onClose : undefined })
  }
  const redirects = linesOf('redirect_uris')
  const logouts = linesOf('logout_uris')
  const sentence = explainForm(i18n, save.error, 'name', 'scopes', ...redirects, ...logouts)
  return (
    <Dialog title={client ? t`Change ${client.name}` : t`Register an application`} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        {sentence && <Notice tone="danger">{sentence}</Notice>}
        <TextField
          label={t`Name of the application`}
          hint={t`People read it when they are asked.`}
          value={form.name}
          autoComplete="off"
          onChange={(event) => form.setName(event.target.value)}
          error={explainField(i18n, save.error, 'name')}
        />
        {!client && (
          <Choices
            legend={t`Kind of application`}
            value={form.isPublic ? 'public' : 'secret'}
            options={[
              { value: 'secret', label: t`Runs on a server` },
              { value: 'public', label: t`Mobile, desktop or page` },
            ]}
            onChange={(kind) => form.setPublic(kind === 'public')}
          />
        )}
        <TextArea
          label={t`Where it may send people back to`}
          hint={t`Redirect URIs, one a line, exactly as the application writes them.`}
          value={form.redirects}
          spellCheck={false}
          onChange={(event) => form.setRedirects(event.target.value)}
          error={explainField(i18n, save.error, ...redirects)}
        />
        <TextArea
          label={t`Where people may go after signing out (optional)`}
          rows={2}
          value={form.logouts}
          spellCheck={false}
          onChange={(event) => form.setLogouts(event.target.value)}
          error={explainField(i18n, save.error, ...logouts)}
        />
        <fieldset className={styles.scopes}>
          <legend>
            <Trans>What it may ask people for</Trans>
          </legend>
          {ALL.map((scope) => (
            <Check
              key={scope}
              label={i18n._(SCOPES[scope].short)}
              hint={scope === 'beep' ? i18n._(SCOPES[scope].ask) : undefined}
              checked={form.scopes.includes(scope)}
              onChange={(chosen) => form.choose(scope, chosen)}
            />
          ))}
        </fieldset>
        <DialogActions>
          <Button tone="ghost" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" busy={save.isPending} disabled={!form.name.trim() || !form.redirects.trim()}>
            {client ? <Trans>Save</Trans> : <Trans>Register</Trans>}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
