import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'

import { exportData } from '@/api/calls/export-data'
import { explain } from '@/api/explain'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { Notice } from '@/ui/Notice'
import { Section } from '@/ui/Page'

/** A copy of everything Beep holds of me. */
export function Copy() {
  const { t, i18n } = useLingui()
  const language = i18n.locale.startsWith('fr') ? 'fr' : 'en'
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => withProof(() => exportData(language)),
    onSuccess: save,
  })
  return (
    <Section title={t`My data`} note={t`Everything Beep holds of you, as a ZIP with a page to read it by.`}>
      {error && <Notice tone="danger">{explain(i18n, error)}</Notice>}
      <Button tone="secondary" icon="archive" busy={isPending} onClick={() => mutate()}>
        <Trans>Take a copy of my data</Trans>
      </Button>
      {isPending && (
        <p role="status">
          <Trans>Your copy is being prepared. That may take a moment.</Trans>
        </p>
      )}
    </Section>
  )
}

function save(content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = 'beep.zip'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
