import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'

import { copyText } from '@/lib/clipboard'
import { shortDate } from '@/lib/time'
import { useMe } from '@/live/queries'
import { Button } from '@/ui/Button'
import { Dialog, DialogActions } from '@/ui/Dialog'

import styles from './RecoveryCodesDialog.module.css'

/** Shown this once: to be copied, saved or printed. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const me = useMe()
  const [copied, setCopied] = useState(false)
  const day = shortDate(new Date(), i18n.locale)
  const name = me?.username ?? ''
  const { host } = location
  const heading = t`Recovery codes of ${name} for ${host}, ${day}`
  const text = [heading, '', ...codes, ''].join('\n')
  const copy = async () => setCopied(await copyText(codes.join('\n')))
  return (
    <Dialog
      title={t`Keep these recovery codes`}
      intro={t`You see them this once. Keep them where neither your phone nor your computer is lost with them.`}
      onClose={onClose}
    >
      <div className={styles.sheet}>
        <p className={styles.heading}>{heading}</p>
        <ul className={styles.codes} aria-label={t`Recovery codes`}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className={styles.ways}>
        <Button tone="secondary" icon={copied ? 'check' : 'copy'} data-autofocus onClick={copy}>
          {copied ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
        </Button>
        <Button tone="secondary" icon="arrowDown" onClick={() => save('beep-recovery-codes.txt', text)}>
          <Trans>Download</Trans>
        </Button>
        <Button tone="secondary" icon="journal" onClick={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
      </div>
      <DialogActions>
        <Button onClick={onClose}>
          <Trans>I have kept them</Trans>
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
