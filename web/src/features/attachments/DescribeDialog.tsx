import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'

import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'
import { TextArea } from '@/ui/Field'
import { Switch } from '@/ui/Switch'

import { describe, type Upload } from './uploads'

const MAX_DESCRIPTION = 1024

/** Words for those who cannot see an image, and whether others see it at once. */
export default function DescribeDialog({ item, onClose }: { item: Upload; onClose: () => void }) {
  const { t } = useLingui()
  const [description, setDescription] = useState(item.description)
  const [spoiler, setSpoiler] = useState(item.spoiler)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    describe(item.key, { description, spoiler })
    onClose()
  }
  return (
    <Dialog title={item.file.name} onClose={onClose}>
      <form onSubmit={submit}>
        <TextArea
          label={t`Description`}
          hint={t`What it shows, for those who cannot see it.`}
          value={description}
          maxLength={MAX_DESCRIPTION}
          rows={3}
          data-autofocus
          onChange={(event) => setDescription(event.target.value)}
        />
        <Switch label={t`Spoiler: veiled until it is asked for`} checked={spoiler} onChange={setSpoiler} />
        <DialogActions>
          <Button tone="secondary" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit">
            <Trans>Save</Trans>
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
