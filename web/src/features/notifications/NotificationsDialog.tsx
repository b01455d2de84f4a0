import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import type { NotificationChange } from '@/api/calls/update-notifications'
import { explain } from '@/api/explain'
import type { NotificationLevel } from '@/api/types'
import { messageTime } from '@/lib/time'
import { defaultNotifications, isMuted, ofChannel, useNotifications } from '@/live/preferences'
import { useServer } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Check } from '@/ui/Check'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { SelectField } from '@/ui/Field'
import { toast } from '@/ui/toasts'

import styles from './NotificationsDialog.module.css'
import { openNotifications, type Target } from './open'
import { changeNotifications } from './settings'

type Level = NotificationLevel | 'server'
type Quiet = 'no' | 'now' | '15' | '60' | '480' | '1440' | 'ever'

const close = () => openNotifications(undefined)

/** By what a server or a channel calls me, and for how long it is quiet. Each change is kept at once. */
export default function NotificationsDialog({ serverId, channel }: Target) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const server = useServer(serverId).data
  const settings = useNotifications(serverId) ?? defaultNotifications(serverId)
  const own = channel && ofChannel(settings, channel.id)
  const mute = channel ? own : settings
  const muted = isMuted(mute)
  const until = muted && mute?.mute_until ? messageTime(new Date(mute.mute_until), i18n.locale) : ''
  const change = (what: NotificationChange) =>
    void changeNotifications(client, serverId, what).catch((error: unknown) =>
      toast(explain(i18n, error), 'danger'),
    )
  const quiet = (choice: Quiet) => {
    if (choice === 'now') return
    const minutes = Number(choice)
    const mute_until = minutes ? new Date(Date.now() + minutes * 60_000).toISOString() : null
    const what = { muted: choice !== 'no', mute_until }
    change(channel ? { channels: [{ channel_id: channel.id, ...what }] } : what)
  }
  const level = (choice: Level) => {
    if (channel)
      change({ channels: [{ channel_id: channel.id, level: choice === 'server' ? null : choice }] })
    else if (choice !== 'server') change({ level: choice })
  }
  const levels: { value: Level; label: string }[] = [
    { value: 'all', label: t`Every message` },
    { value: 'mentions', label: t`Mentions only` },
    { value: 'none', label: t`Nothing` },
  ]
  if (channel) levels.unshift({ value: 'server', label: t`As the server` })
  const quiets: { value: Quiet; label: string }[] = [
    { value: 'no', label: t`Not muted` },
    { value: '15', label: t`For 15 minutes` },
    { value: '60', label: t`For an hour` },
    { value: '480', label: t`For 8 hours` },
    { value: '1440', label: t`For a day` },
    { value: 'ever', label: t`Until I turn it back on` },
  ]
  if (until) quiets.splice(1, 0, { value: 'now', label: t`Until ${until}` })
  const place = channel ? `#${channel.name}` : (server?.name ?? '')
  return (
    <Dialog title={t`Notifications of ${place}`} onClose={close}>
      <div className={styles.form}>
        <SelectField
          label={t`Muted`}
          hint={t`What is muted shows nothing new, except mentions of you.`}
          value={muted ? (until ? 'now' : 'ever') : 'no'}
          options={quiets}
          onChange={quiet}
        />
        <SelectField
          label={t`What notifies me`}
          value={channel ? (own?.level ?? 'server') : settings.level}
          options={levels}
          onChange={level}
        />
        {!channel && (
          <Check
            label={t`@everyone and @here do not call me`}
            checked={settings.suppress_everyone}
            onChange={(suppress_everyone) => change({ suppress_everyone })}
          />
        )}
      </div>
      <DialogActions>
        <Button onClick={close}>
          <Trans>Done</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
