import { Trans } from '@lingui/react/macro'

import styles from './Scene.module.css'

/** Rings that leave a dot, and a few words caught on the way: what Beep is, before any sentence. */
export function Scene() {
  return (
    <div className={styles.scene}>
      <svg viewBox="0 0 600 800" preserveAspectRatio="xMidYMid slice" className={styles.rings}>
        {[70, 150, 240, 340, 450, 570].map((radius) => (
          <circle key={radius} cx="210" cy="560" r={radius} />
        ))}
        <circle className={styles.dot} cx="210" cy="560" r="22" />
      </svg>
      <p className={styles.first}>
        <Trans>The gala is sold out!</Trans>
      </p>
      <p className={styles.second}>
        <Trans>Who can bring the projector?</Trans>
      </p>
      <p className={styles.third}>
        <Trans>Me. See you at six.</Trans>
      </p>
    </div>
  )
}
