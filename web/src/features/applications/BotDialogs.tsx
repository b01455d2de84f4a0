import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { deleteApplication } from '@/api/calls/delete-application'
import { resetBotToken } from '@/api/calls/reset-bot-token'
import { explainForm } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Application } from '@/api/types'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { Notice } from '@/ui/Notice'

import { TokenShown } from './TokenShown'

interface BotDialogProps {
  bot: Application
  onClose: () => void
}

export function ResetTokenDialog({ bot, onClose }: BotDialogProps) {
  const { t } = useLingui()
  const { mutate, data, error, isPending } = useMutation({ mutationFn: () => resetBotToken(bot.id) })
  if (data) return <TokenShown title={t`New token of ${bot.name}`} token={data.token} onClose={onClose} />
  return (
    <Ask
      title={t`Give ${bot.name} a new token?`}
      intro={t`The old one stops working at once.`}
      error={error}
      busy={isPending}
      onClose={onClose}
      onConfirm={() => mutate()}
    >
      <Trans>New token</Trans>
    </Ask>
  )
}

export function DeleteBotDialog({ bot, onClose }: BotDialogProps) {
  const { t } = useLingui()
  const client = useQueryClient()
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => deleteApplication(bot.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.applications })
      onClose()
    },
  })
  return (
    <Ask
      title={t`Delete ${bot.name}?`}
      intro={t`It leaves every server, and its token stops working.`}
      error={error}
      busy={isPending}
      onClose={onClose}
      onConfirm={() => mutate()}
    >
      <Trans>Delete the bot</Trans>
    </Ask>
  )
}

interface AskProps {
  title: string
  intro: string
  error: Error | null
  busy: boolean
  onClose: () => void
  onConfirm: () => void
  children: ReactNode
}

function Ask({ title, intro, error, busy, onClose, onConfirm, children }: AskProps) {
  const { i18n } = useLingui()
  const sentence = explainForm(i18n, error)
  return (
    <Dialog title={title} intro={intro} onClose={onClose}>
      {sentence && <Notice tone="danger">{sentence}</Notice>}
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button tone="danger" busy={busy} onClick={onConfirm}>
          {children}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
