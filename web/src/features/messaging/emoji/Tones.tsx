import { useLingui } from '@lingui/react/macro'

import { inTone, TONE_COUNT } from './data'
import styles from './EmojiPicker.module.css'
import { chooseTone, useHabits } from './recent'

/** The skin tone of hands and people. */
export function Tones() {
  const { t } = useLingui()
  const tone = useHabits((state) => state.tone)
  const names = [t`No skin tone`, t`Light`, t`Medium-light`, t`Medium`, t`Medium-dark`, t`Dark`]
  return (
    <select
      className={styles.tones}
      aria-label={t`Skin tone`}
      value={tone}
      onChange={(event) => chooseTone(Number(event.target.value))}
    >
      {Array.from({ length: TONE_COUNT }, (_, index) => (
        <option key={index} value={index} label={`${inTone('👋', index)} ${names[index] ?? ''}`} />
      ))}
    </select>
  )
}
