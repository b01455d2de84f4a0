import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { copyText } from '@/lib/clipboard'

import styles from './CodeBlock.module.css'

export function CodeBlock({ text, language }: { text: string; language: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    setCopied(await copyText(text))
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <figure className={styles.block}>
      <figcaption>
        <span>{language}</span>
        <button type="button" onClick={copy}>
          {copied ? <Trans>Copied</Trans> : <Trans>Copy the code</Trans>}
        </button>
      </figcaption>
      <pre>
        <code>{text}</code>
      </pre>
    </figure>
  )
}
