import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'

import { joinThread } from '@/api/calls/join-thread'
import { leaveThread } from '@/api/calls/leave-thread'
import { updateThread } from '@/api/calls/update-thread'
import { explain } from '@/api/explain'
import type { Channel } from '@/api/types'
import { can } from '@/lib/permissions'
import { apply } from '@/live/apply'
import { useMe, usePermissions } from '@/live/queries'
import { Menu, type MenuItem } from '@/ui/Menu'
import { toast } from '@/ui/toasts'

import { Conversation } from './Conversation'
import { SidePanel } from './SidePanel'

interface ThreadPanelProps {
  thread: Channel
  parent: Channel
  onClose: () => void
}

/** One thread, beside the channel it belongs to. */
export default function ThreadPanel({ thread, parent, onClose }: ThreadPanelProps) {
  const { t } = useLingui()
  const items = useThreadMenu(thread, parent)
  return (
    <SidePanel
      wide
      title={thread.name}
      icon="thread"
      onClose={onClose}
      actions={items.length > 0 && <Menu icon="more" label={t`Actions for ${thread.name}`} items={items} />}
    >
      <Conversation key={thread.id} channel={thread} parent={parent} />
    </SidePanel>
  )
}

function useThreadMenu(thread: Channel, parent: Channel): MenuItem[] {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const me = useMe()
  const bits = usePermissions(thread.guild_id, parent)
  const trying = (work: Promise<unknown>) =>
    void work.catch((error: unknown) => toast(explain(i18n, error), 'danger'))
  const { archived = false, locked = false } = thread.thread_metadata ?? {}
  const mayManage = can(bits, 'manageThreads')
  const change = async (what: { archived?: boolean; locked?: boolean }) => {
    const data = await updateThread(thread.id, what)
    apply(client, { name: 'THREAD_UPDATE', data: { ...data, guild_id: thread.guild_id } })
  }
  const membership = async (joined: boolean) => {
    await (joined ? joinThread : leaveThread)(thread.id)
    const member = { id: thread.id, user_id: me?.id ?? '', join_timestamp: new Date().toISOString() }
    apply(client, {
      name: 'THREAD_UPDATE',
      data: { ...thread, member: joined ? member : null },
    })
    if (!joined && me) {
      const gone = { id: thread.id, guild_id: thread.guild_id, removed_member_ids: [me.id] }
      apply(client, {
        name: 'THREAD_MEMBERS_UPDATE',
        data: { ...gone, member_count: Math.max(0, (thread.member_count ?? 1) - 1) },
      })
    }
  }
  const items: (MenuItem | false)[] = [
    !archived && {
      label: thread.member ? t`Leave the thread` : t`Join the thread`,
      icon: thread.member ? 'leave' : 'plus',
      onSelect: () => trying(membership(!thread.member)),
    },
    (mayManage || thread.owner_id === me?.id) && {
      label: archived ? t`Open the thread again` : t`Archive the thread`,
      icon: 'clock',
      onSelect: () => trying(change({ archived: !archived })),
    },
    mayManage && {
      label: locked ? t`Unlock the thread` : t`Lock the thread`,
      icon: 'lock',
      onSelect: () => trying(change({ locked: !locked })),
    },
  ]
  return items.filter((item): item is MenuItem => item !== false)
}
