import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

import type { Because } from '@/api/types'
import { stopAsking } from '@/live/asking'

interface ReasonsProps {
  because: readonly Because[]
  serverId: string
  channelId: string | undefined
  /** How the person is called. */
  name: string
}

/** The reasons of a decision as sentences, with links to the role or the exception that made it. */
export function Reasons({ because, ...rest }: ReasonsProps) {
  // Whoever may do everything may do it for that reason alone.
  const whole = because.find(({ kind }) => kind === 'owner' || kind === 'administrator')
  const told = whole?.effect === 'allow' ? [whole] : because
  return told.map((one, index) => (
    <p key={index}>
      <Sentence one={one} {...rest} />
    </p>
  ))
}

type SentenceProps = Omit<ReasonsProps, 'because'> & { one: Because }

function Sentence({ one, serverId, channelId, name }: SentenceProps) {
  const role = (
    <RoleLink serverId={serverId} id={one.id}>
      {one.name}
    </RoleLink>
  )
  const everyone = { serverId, id: serverId }
  switch (one.kind) {
    case 'owner':
      return <Trans>{name} owns the server.</Trans>
    case 'administrator':
      return <Trans>The role {role} makes an administrator, who may do everything.</Trans>
    case 'role':
      return one.effect === 'allow' ? (
        <Trans>The role {role} gives it.</Trans>
      ) : (
        <Trans>The role {role} does not give it.</Trans>
      )
    case 'default':
      return (
        <Trans>
          <RoleLink {...everyone}>Everyone</RoleLink> may, in this server.
        </Trans>
      )
    case 'override':
      return <Exception {...{ one, serverId, channelId, name }} />
    case 'hidden':
      return <Trans>{name} does not see this channel, and can do nothing in it.</Trans>
    case 'timeout':
      return <Trans>{name} is in timeout: only reading is left.</Trans>
    case 'archived':
      return <Trans>The server is archived: it can be read, and nothing else.</Trans>
    case 'thread':
      return <Trans>A thread follows the channel it belongs to.</Trans>
    case 'none':
      return <Trans>None of their roles gives it.</Trans>
  }
}

function Exception({ one, serverId, channelId, name }: SentenceProps) {
  const place = channelId ? `/servers/${serverId}/channels/${channelId}/permissions` : `/servers/${serverId}`
  const link = { href: place, onClick: stopAsking }
  const { name: role } = one
  if (one.target_type === 'member') {
    return one.effect === 'allow' ? (
      <Trans>
        <Link {...link}>An exception</Link> for {name} allows it here.
      </Trans>
    ) : (
      <Trans>
        <Link {...link}>An exception</Link> for {name} forbids it here.
      </Trans>
    )
  }
  if (one.id === serverId) {
    return one.effect === 'allow' ? (
      <Trans>
        <Link {...link}>An exception</Link> for everyone allows it here.
      </Trans>
    ) : (
      <Trans>
        <Link {...link}>An exception</Link> for everyone forbids it here.
      </Trans>
    )
  }
  return one.effect === 'allow' ? (
    <Trans>
      <Link {...link}>An exception</Link> for the role {role} allows it here.
    </Trans>
  ) : (
    <Trans>
      <Link {...link}>An exception</Link> for the role {role} forbids it here.
    </Trans>
  )
}

interface RoleLinkProps {
  serverId: string
  id: string | null
  children: ReactNode
}

function RoleLink({ serverId, id, children }: RoleLinkProps) {
  return (
    <Link href={`/servers/${serverId}/settings/roles${id ? `?role=${id}` : ''}`} onClick={stopAsking}>
      {children}
    </Link>
  )
}
