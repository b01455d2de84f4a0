import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { listApplications } from '@/api/calls/list-applications'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import type { Application } from '@/api/types'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { EmptyState } from '@/ui/EmptyState'
import { List, ListRow } from '@/ui/List'
import { Menu } from '@/ui/Menu'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'

import { AddBotDialog } from './AddBotDialog'
import { CreateBotDialog } from './CreateBotDialog'
import { DeleteBotDialog, ResetTokenDialog } from './BotDialogs'

type Open = { what: 'create' } | { what: 'add' | 'reset' | 'delete'; bot: Application }

/** Programs that speak with my consent: made here, put into servers, given new tokens. */
export function MyBots() {
  const { t, i18n } = useLingui()
  const { data, error } = useQuery({ queryKey: keys.applications, queryFn: listApplications })
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <Section
      title={t`My bots`}
      note={t`A bot is a program with an account of its own. Existing bots run here unchanged.`}
    >
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      {!data && !error && <SkeletonRows count={2} label={t`Bots are loading`} />}
      {data?.length === 0 && (
        <EmptyState picture="bot" title={t`No bot yet`}>
          <p>
            <Trans>Create one to get its token.</Trans>
          </p>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <List>
          {data.map((bot) => (
            <ListRow
              key={bot.id}
              start={<Avatar id={bot.bot.id} picture={bot.bot.avatar} name={bot.name} bot />}
              title={bot.name}
              note={`@${bot.bot.username}`}
            >
              <Button tone="secondary" onClick={() => setOpen({ what: 'add', bot })}>
                <Trans>Add to a server</Trans>
              </Button>
              <Menu
                icon="more"
                label={t`Actions for ${bot.name}`}
                items={[
                  { label: t`New token`, icon: 'retry', onSelect: () => setOpen({ what: 'reset', bot }) },
                  {
                    label: t`Delete`,
                    icon: 'trash',
                    danger: true,
                    onSelect: () => setOpen({ what: 'delete', bot }),
                  },
                ]}
              />
            </ListRow>
          ))}
        </List>
      )}
      <Button icon="plus" onClick={() => setOpen({ what: 'create' })}>
        <Trans>Create a bot</Trans>
      </Button>
      {open?.what === 'create' && <CreateBotDialog onClose={close} />}
      {open?.what === 'add' && <AddBotDialog bot={open.bot} onClose={close} />}
      {open?.what === 'reset' && <ResetTokenDialog bot={open.bot} onClose={close} />}
      {open?.what === 'delete' && <DeleteBotDialog bot={open.bot} onClose={close} />}
    </Section>
  )
}
