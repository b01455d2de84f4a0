import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { removePasskey } from '@/api/calls/remove-passkey'
import type { Passkey } from '@/api/factor-types'
import { shortDate } from '@/lib/time'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { ListRow } from '@/ui/List'

import { lastUse } from './last-use'
import { RenamePasskeyDialog } from './RenamePasskeyDialog'
import styles from './Security.module.css'
import { useRemoval } from './use-removal'

export function PasskeyRow({ passkey, onRemoved }: { passkey: Passkey; onRemoved: () => void }) {
  const { t, i18n } = useLingui()
  const [renaming, setRenaming] = useState(false)
  const removal = useRemoval((anyway) => removePasskey(passkey.id, anyway), onRemoved)
  const { name } = passkey
  const added = shortDate(new Date(passkey.created_at), i18n.locale)
  const facts = [t`added on ${added}`, lastUse(i18n, passkey.last_used_at), passkey.synced && t`synchronised`]
  return (
    <ListRow
      start={<Icon name={passkey.suspected_at ? 'warning' : 'key'} />}
      title={name}
      note={
        <>
          <span>{facts.filter(Boolean).join(' · ')}</span>
          {passkey.suspected_at && (
            <strong className={styles.line}>
              <Trans>May have been copied: remove it, and add another one.</Trans>
            </strong>
          )}
        </>
      }
    >
      <Button tone="secondary" aria-label={t`Rename ${name}`} onClick={() => setRenaming(true)}>
        <Trans>Rename</Trans>
      </Button>
      <Button tone="secondary" aria-label={t`Remove ${name}`} busy={removal.isPending} onClick={removal.ask}>
        <Trans>Remove</Trans>
      </Button>
      {renaming && <RenamePasskeyDialog passkey={passkey} onClose={() => setRenaming(false)} />}
      {removal.dialog(t`Remove the passkey ${name}?`)}
    </ListRow>
  )
}
