/** Small drawings for empty places, in the colours of the theme. */
import type { ReactNode } from 'react'

import styles from './Picture.module.css'

const waves = (cx: number, cy: number) => (
  <>
    <path className={styles.wave} d={`M${cx + 8} ${cy - 8}a11 11 0 0 1 0 16`} />
    <path className={styles.wave} d={`M${cx + 15} ${cy - 15}a21 21 0 0 1 0 30`} />
    <circle className={styles.signal} cx={cx} cy={cy} r="6" />
  </>
)

const PICTURES = {
  /** Two bubbles, one that speaks first. */
  hello: (
    <>
      <rect className={styles.soft} x="22" y="30" width="88" height="60" rx="22" />
      <path className={styles.soft} d="M40 84v20l20-18z" />
      <rect className={styles.card} x="74" y="66" width="70" height="46" rx="18" />
      <path className={styles.line} d="M92 84h34M92 95h20" />
      <circle className={styles.ink} cx="50" cy="60" r="4" />
      <circle className={styles.ink} cx="66" cy="60" r="4" />
      <circle className={styles.ink} cx="82" cy="60" r="4" />
      {waves(118, 34)}
    </>
  ),
  /** A house with a lit door: a place to gather. */
  home: (
    <>
      <path className={styles.soft} d="M28 64 80 26l52 38v46a8 8 0 0 1-8 8H36a8 8 0 0 1-8-8z" />
      <path className={styles.outline} d="M18 68 80 22l62 46" />
      <path className={styles.signalFill} d="M66 118V88a14 14 0 0 1 28 0v30z" />
      <rect className={styles.card} x="40" y="72" width="18" height="18" rx="5" />
      <rect className={styles.card} x="102" y="72" width="18" height="18" rx="5" />
      {waves(122, 26)}
    </>
  ),
  /** An envelope whose letter is an invitation. */
  letter: (
    <>
      <rect className={styles.soft} x="24" y="50" width="112" height="68" rx="12" />
      <rect className={styles.card} x="42" y="24" width="76" height="66" rx="10" />
      <path className={styles.line} d="M56 44h48M56 57h34" />
      <path className={styles.front} d="M24 66l56 32 56-32v40a12 12 0 0 1-12 12H36a12 12 0 0 1-12-12z" />
      {waves(108, 32)}
    </>
  ),
  /** A small machine that says hello. */
  bot: (
    <>
      <rect className={styles.soft} x="42" y="48" width="76" height="62" rx="20" />
      <path className={styles.outline} d="M80 48V34" />
      <circle className={styles.ink} cx="66" cy="76" r="6" />
      <circle className={styles.ink} cx="94" cy="76" r="6" />
      <path className={styles.line} d="M70 93h20" />
      {waves(80, 28)}
    </>
  ),
  /** A path that leads nowhere. */
  lost: (
    <>
      <circle className={styles.soft} cx="76" cy="72" r="46" />
      <path className={styles.outline} d="M76 46v26l18 14" />
      <path className={styles.line} d="M20 118h120" />
      {waves(120, 40)}
    </>
  ),
} satisfies Record<string, ReactNode>

export type PictureName = keyof typeof PICTURES

export function Drawing({ name }: { name: PictureName }) {
  return <g className={styles.picture}>{PICTURES[name]}</g>
}
