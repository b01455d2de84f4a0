import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { copyText } from '@/lib/clipboard'

import { Button } from './Button'
import { FieldFrame } from './Field'
import field from './Field.module.css'
import styles from './CopyField.module.css'

/** Something to copy: selected when focused, one button that says it worked. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const [copied, setCopied] = useState('')
  const copy = async () => {
    if (await copyText(value)) setCopied(value)
  }
  const done = copied !== '' && copied === value
  return (
    <FieldFrame label={label} hint={hint}>
      {(ids) => (
        <div className={styles.row}>
          <input
            {...ids}
            className={field.input}
            readOnly
            value={value}
            onFocus={(event) => event.target.select()}
          />
          <Button icon={done ? 'check' : 'copy'} disabled={!value} onClick={copy}>
            {done ? <Trans>Copied</Trans> : <Trans>Copy</Trans>}
          </Button>
        </div>
      )}
    </FieldFrame>
  )
}
