import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'

import { useServer } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'

import { useNames } from './names-context'

interface EveryoneDialogProps {
  who: 'everyone' | 'here'
  onSend: () => void
  onClose: () => void
}

/** Before many people are called at once. */
export default function EveryoneDialog({ who, onSend, onClose }: EveryoneDialogProps) {
  const { t } = useLingui()
  const names = useNames()
  const server = useServer(names.serverId).data
  const count = server?.member_count ?? names.members.size
  const intro =
    who === 'everyone'
      ? plural(count, { one: 'It calls # person.', other: 'It calls # people.' })
      : plural(count, {
          one: 'It calls those of # person who are online.',
          other: 'It calls those who are online, of # people.',
        })
  return (
    <Dialog title={t`Call everybody?`} intro={intro} onClose={onClose}>
      <DialogActions>
        <Button tone="ghost" onClick={onClose}>
          <Trans>Write it differently</Trans>
        </Button>
        <Button data-autofocus icon="send" onClick={onSend}>
          <Trans>Send</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}
