import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { syncChannel } from '@/api/calls/sync-channel'
import { explain } from '@/api/explain'
import type { Channel } from '@/api/types'
import { useChannel } from '@/live/administration'
import { apply } from '@/live/apply'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'

import styles from './Overrides.module.css'
import { inStep } from './rules'

interface StepNoticeProps {
  serverId: string
  channel: Channel
  fixed: boolean
}

/** Whether a channel has the permissions of its category, and the way back to them. */
export function StepNotice({ serverId, channel, fixed }: StepNoticeProps) {
  const { i18n } = useLingui()
  const client = useQueryClient()
  const category = useChannel(serverId, channel.parent_id ?? '')
  const { mutate, error, isPending } = useMutation({
    mutationFn: (categoryId: string) => syncChannel(serverId, channel.id, categoryId),
    onSuccess: () => {
      const overwrites = category?.permission_overwrites ?? []
      apply(client, { name: 'CHANNEL_UPDATE', data: { ...channel, permission_overwrites: overwrites } })
    },
  })
  if (!category) return null
  const { name } = category
  if (inStep(channel, category)) {
    return (
      <Notice>
        <Trans>
          These are the permissions of the category <strong>{name}</strong>: what changes there changes here.
          A change made here ends that.
        </Trans>
      </Notice>
    )
  }
  return (
    <Notice tone="signal">
      <div className={styles.step}>
        <p>
          <Trans>
            These permissions differ from those of the category <strong>{name}</strong>.
          </Trans>
        </p>
        {!fixed && (
          <Button tone="secondary" icon="sync" busy={isPending} onClick={() => mutate(category.id)}>
            <Trans>Sync now</Trans>
          </Button>
        )}
      </div>
      {error && <p>{explain(i18n, error)}</p>}
    </Notice>
  )
}
