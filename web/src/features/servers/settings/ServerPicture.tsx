import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import { updateServer } from '@/api/calls/update-server'
import { explain, explainField } from '@/api/explain'
import type { Server } from '@/api/types'
import { apply } from '@/live/apply'
import { ServerTile } from '@/ui/Avatar'
import { PicturePicker } from '@/ui/PicturePicker'
import { toast } from '@/ui/toasts'

/** The picture of a server, wherever it is listed. */
export function ServerPicture({ server }: { server: Server }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (icon: string | null) => updateServer(server.id, { icon }),
    onSuccess: (data) => {
      apply(client, { name: 'GUILD_UPDATE', data })
      toast(data.icon ? t`The picture is saved.` : t`The picture is removed.`)
    },
  })
  return (
    <PicturePicker
      shown={<ServerTile id={server.id} picture={server.icon} name={server.name} size="l" />}
      removable={server.icon !== null}
      busy={save.isPending}
      error={save.error ? (explainField(i18n, save.error, 'icon') ?? explain(i18n, save.error)) : undefined}
      onChoose={save.mutate}
    />
  )
}
