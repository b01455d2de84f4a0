import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { Letter } from '@/api/account-types'
import { readLetter } from '@/api/calls/read-letter'
import { retryLetter } from '@/api/calls/retry-letter'
import { explain } from '@/api/explain'
import { keys } from '@/api/keys'
import { timeAgo } from '@/lib/time'
import { withProof } from '@/live/proving'
import { Button } from '@/ui/Button'
import { ListRow } from '@/ui/List'
import { toast } from '@/ui/toasts'

import { LetterDialog } from './LetterDialog'

/** One letter: whom it is for, what became of it, and what can be done about it. */
export function LetterRow({ letter, readable }: { letter: Letter; readable: boolean }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const [text, setText] = useState<string>()
  const onError = (error: unknown) => void toast(explain(i18n, error))
  const read = useMutation({
    mutationFn: () => withProof(() => readLetter(letter.id)),
    onSuccess: (found) => setText(found.text),
    onError,
  })
  const retry = useMutation({
    mutationFn: () => retryLetter(letter.id),
    onSettled: () => client.invalidateQueries({ queryKey: keys.letters }),
    onError,
  })
  const { to } = letter
  const waits = letter.state === 'waiting'
  return (
    <ListRow title={letter.subject} note={<About letter={letter} readable={readable} />}>
      {readable && waits && (
        <Button
          tone="secondary"
          busy={read.isPending}
          aria-label={t`Open the letter to ${to}`}
          onClick={() => read.mutate()}
        >
          <Trans>Open</Trans>
        </Button>
      )}
      {!readable && (letter.state === 'failed' || (waits && letter.tries > 0)) && (
        <Button
          tone="secondary"
          icon="retry"
          busy={retry.isPending}
          aria-label={t`Try again to send the letter to ${to}`}
          onClick={() => retry.mutate()}
        >
          <Trans>Try again</Trans>
        </Button>
      )}
      {text !== undefined && <LetterDialog letter={letter} text={text} onClose={() => setText(undefined)} />}
    </ListRow>
  )
}

function About({ letter, readable }: { letter: Letter; readable: boolean }) {
  const { t, i18n } = useLingui()
  const words = {
    waiting: readable ? t`to be handed over` : letter.tries > 0 ? t`is tried again` : t`on its way`,
    sent: t`sent`,
    failed: t`refused by the mail server`,
    expired: t`expired`,
  }[letter.state]
  const written = timeAgo(new Date(letter.created_at), i18n.locale)
  return (
    <>
      {[letter.to, words, written].join(' · ')}
      {letter.error && <small> {letter.error}</small>}
    </>
  )
}
