import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'

import { explain } from '@/api/explain'
import { cx } from '@/lib/cx'
import { fileSize, kindOf } from '@/lib/files'
import { IconButton } from '@/ui/Button'

import styles from './ComposerAttachments.module.css'
import { FileSign } from './FileSign'
import { remove, retry, type Upload } from './uploads'

const DescribeDialog = lazy(() => import('./DescribeDialog'))

/** One file on its way: what it is, how far it has got, and what can be done about it. */
export function UploadCard({ item }: { item: Upload }) {
  const { t } = useLingui()
  const [describing, setDescribing] = useState(false)
  const { file, preview, state } = item
  const name = file.name
  return (
    <li className={cx(styles.card, state === 'failed' && styles.failed)} data-state={state}>
      <div className={styles.sight}>
        {preview ? (
          <img src={preview} alt="" className={cx(item.spoiler && styles.veiled)} />
        ) : (
          <FileSign kind={kindOf(file.type)} />
        )}
        <div className={styles.tools}>
          {state === 'failed' && (
            <IconButton
              icon="retry"
              size={16}
              label={t`Send ${name} again`}
              onClick={() => retry(item.key)}
            />
          )}
          {state !== 'failed' && (
            <IconButton
              icon="edit"
              size={16}
              label={t`Describe ${name}`}
              onClick={() => setDescribing(true)}
            />
          )}
          <IconButton icon="close" size={16} label={t`Remove ${name}`} onClick={() => remove(item.key)} />
        </div>
      </div>
      <p className={styles.name} title={name}>
        {name}
      </p>
      <State item={item} />
      {describing && (
        <Suspense>
          <DescribeDialog item={item} onClose={() => setDescribing(false)} />
        </Suspense>
      )}
    </li>
  )
}

function State({ item }: { item: Upload }) {
  const { t, i18n } = useLingui()
  if (item.state === 'failed') {
    return (
      <p className={styles.error} role="alert">
        {explain(i18n, item.error)}
      </p>
    )
  }
  if (item.state !== 'done') {
    return (
      <progress
        className={styles.progress}
        value={item.progress}
        aria-label={t`${item.file.name} is on its way`}
      />
    )
  }
  return (
    <p className={styles.size}>
      {fileSize(item.file.size, i18n.locale)}
      {item.description && (
        <>
          {' · '}
          <Trans>described</Trans>
        </>
      )}
      {item.spoiler && (
        <>
          {' · '}
          <Trans>spoiler</Trans>
        </>
      )}
    </p>
  )
}
