import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useRef } from 'react'
import { createPortal } from 'react-dom'

import type { AttachmentDraft, Id } from '@/api/types'
import { Icon } from '@/ui/Icon'

import styles from './ComposerAttachments.module.css'
import { useMayAttach } from './rights'
import { UploadCard } from './UploadCard'
import { clear, draftsOf, useUploads, type Upload } from './uploads'
import { useDropping } from '@/ui/use-dropping'
import { useTaking } from './use-taking'

interface Props {
  channelId: Id
  field: React.RefObject<HTMLTextAreaElement | null>
  onChange: (attached: { attachments: AttachmentDraft[]; busy: boolean }) => void
  sent: number
}

/** What will leave with the message, above the text; drop files anywhere to add some. */
export function ComposerAttachments({ channelId, field, onChange, sent }: Props) {
  const { t } = useLingui()
  const all = useUploads((state) => state.items)
  const items = useMemo(() => all.filter((item) => item.channelId === channelId), [all, channelId])
  const over = useDropping(field, useMayAttach(channelId), useTaking(channelId))
  useLeaving(channelId, sent)
  useTelling(items, onChange)
  return (
    <>
      {items.length > 0 && (
        <ul className={styles.strip} aria-label={t`Files of this message`}>
          {items.map((item) => (
            <UploadCard key={item.key} item={item} />
          ))}
        </ul>
      )}
      {over &&
        createPortal(
          <div className={styles.overlay} role="presentation">
            <p>
              <Icon name="plus" size={28} />
              <Trans>Drop to add to your message</Trans>
            </p>
          </div>,
          document.body,
        )}
    </>
  )
}

function useTelling(items: Upload[], onChange: Props['onChange']): void {
  useEffect(() => {
    onChange({
      attachments: draftsOf(items),
      busy: items.some((item) => item.state !== 'done'),
    })
  }, [items, onChange])
}

function useLeaving(channelId: Id, sent: number): void {
  const before = useRef(sent)
  useEffect(() => {
    if (sent !== before.current) clear(channelId)
    before.current = sent
  }, [channelId, sent])
}
