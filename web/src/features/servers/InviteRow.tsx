import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'

import type { Invite } from '@/api/types'
import { copyText } from '@/lib/clipboard'
import { shortDate } from '@/lib/time'
import { nameOf } from '@/live/names'
import { Button, IconButton } from '@/ui/Button'
import { ListRow } from '@/ui/List'
import { toast } from '@/ui/toasts'

import { linkOf } from './invites'

interface InviteRowProps {
  invite: Invite
  busy: boolean
  onRevoke: () => void
}

/** One invitation: how often it was used, how long it lasts, who made it; its link, and its end. */
export function InviteRow({ invite, busy, onRevoke }: InviteRowProps) {
  const { t, i18n } = useLingui()
  const { code, uses = 0, max_uses: most = 0 } = invite
  const used = most
    ? plural(most, { one: `${uses} of # time`, other: `${uses} of # times` })
    : plural(uses, { one: 'used once', other: 'used # times', 0: 'never used' })
  const until = invite.expires_at ? shortDate(new Date(invite.expires_at), i18n.locale) : undefined
  const end = until ? t`until ${until}` : t`without end`
  const by = invite.inviter ? ` · ${nameOf(invite.inviter)}` : ''
  const copy = async () => {
    if (await copyText(linkOf(code))) toast(t`Copied.`)
  }
  return (
    <ListRow title={code} note={`${used} · ${end}${by}`}>
      <IconButton icon="copy" label={t`Copy the link ${code}`} onClick={() => void copy()} />
      <Button tone="secondary" disabled={busy} aria-label={t`Revoke ${code}`} onClick={onRevoke}>
        <Trans>Revoke</Trans>
      </Button>
    </ListRow>
  )
}
