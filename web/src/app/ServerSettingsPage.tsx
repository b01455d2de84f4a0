import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { Link, Redirect, useLocation } from 'wouter'

import { ApiError } from '@/api/errors'
import { cx } from '@/lib/cx'
import { useMe, useOwnPermissions, useServer } from '@/live/queries'
import { focusLater, useFocusReturn } from '@/ui/focus'
import { Icon } from '@/ui/Icon'
import { Page } from '@/ui/Page'
import { SkeletonRows } from '@/ui/Skeleton'
import { usePhone } from '@/ui/use-phone'

import { Acting } from './Acting'
import { Asking } from './Asking'
import { ServerGone } from './ServerGone'
import { sectionsFor, type ServerSection } from './server-settings'
import styles from './ServerSettingsPage.module.css'

interface ServerSettingsPageProps {
  serverId: string
  section: string | undefined
}

/** The settings of a server: the pages somebody may use, as a list beside the open one; on a phone one after the other. */
export function ServerSettingsPage({ serverId, section }: ServerSettingsPageProps) {
  const { t, i18n } = useLingui()
  const [, navigate] = useLocation()
  const phone = usePhone()
  const server = useServer(serverId)
  const me = useMe()
  const permissions = useOwnPermissions(serverId)

  if (server.error instanceof ApiError && server.error.status === 404) return <ServerGone />
  const base = `/servers/${serverId}/settings`
  const leave = () => {
    focusLater('server-menu')
    navigate(lastPlaceIn(serverId))
  }
  if (!server.data || !me || permissions === 0n) {
    return (
      <Page title={t`Server settings`} onClose={leave}>
        <SkeletonRows count={4} label={t`The settings are loading`} />
      </Page>
    )
  }
  const sections = sectionsFor({ permissions, isOwner: server.data.owner_id === me.id })
  const open = sections.find((one) => one.name === section)
  const first = sections[0]
  if (first && !open && (section !== undefined || !phone)) {
    return <Redirect to={phone ? base : `${base}/${first.name}`} replace />
  }
  const list = <SectionList base={base} sections={sections} open={open} />
  const backToList = () => {
    focusLater(`settings-${section ?? ''}`)
    navigate(base)
  }
  return (
    <Page
      title={phone && open ? i18n._(open.title) : server.data.name}
      navigation={phone && open ? undefined : list}
      onClose={phone && open ? backToList : leave}
    >
      {open ? (
        <Suspense key={open.name} fallback={<SkeletonRows count={4} label={t`The settings are loading`} />}>
          <open.Page serverId={serverId} />
        </Suspense>
      ) : (
        !first && (
          <p>
            <Trans>There is nothing in this server's settings that you may change.</Trans>
          </p>
        )
      )}
      <Asking />
      <Acting />
    </Page>
  )
}

interface SectionListProps {
  base: string
  sections: readonly ServerSection[]
  open: ServerSection | undefined
}

function SectionList({ base, sections, open }: SectionListProps) {
  const { t, i18n } = useLingui()
  useFocusReturn()
  return (
    <nav className={styles.nav} aria-label={t`Server settings`}>
      {sections.map(({ name, title, icon }) => (
        <Link
          key={name}
          data-place={`settings-${name}`}
          href={`${base}/${name}`}
          className={cx(
            styles.link,
            name === open?.name && styles.current,
            name === 'danger' && styles.danger,
          )}
          aria-current={name === open?.name ? 'page' : undefined}
        >
          <Icon name={icon} size={18} />
          <span>{i18n._(title)}</span>
        </Link>
      ))}
    </nav>
  )
}

/** Back to the channel one came from. */
function lastPlaceIn(serverId: string): string {
  const last = sessionStorage.getItem('beep.last-place')
  const home = `/servers/${serverId}`
  return last?.startsWith(`${home}/`) ? last : home
}
