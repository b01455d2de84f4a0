import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import { Logo } from '@/ui/Logo'
import { LOCALES, setPreference, usePreferences, type Locale } from '@/ui/preferences'

import styles from './Door.module.css'
import { Scene } from './Scene'

const NAMES: Record<Locale, string> = { fr: 'Français', en: 'English' }

/** The frame of the pages one sees before being in. */
export function Door({ title, intro, children }: { title: string; intro: ReactNode; children: ReactNode }) {
  const { t } = useLingui()
  const locale = usePreferences((state) => state.locale)
  return (
    <div className={styles.door}>
      <aside className={styles.scene} aria-hidden="true">
        <Scene />
      </aside>
      <main className={styles.main}>
        <div className={styles.card}>
          <div className={styles.brand}>
            <Logo size={36} />
            <span>Beep</span>
          </div>
          <h1>{title}</h1>
          <p className={styles.intro}>{intro}</p>
          {children}
        </div>
        <nav className={styles.languages} aria-label={t`Language`}>
          {LOCALES.map((one) => (
            <button
              key={one}
              type="button"
              lang={one}
              aria-pressed={one === locale}
              onClick={() => setPreference({ locale: one })}
            >
              {NAMES[one]}
            </button>
          ))}
        </nav>
      </main>
    </div>
  )
}
