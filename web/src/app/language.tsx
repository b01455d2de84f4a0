/** Loads the words of the chosen language, and only those. */
import { i18n, type Messages } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import type { ReactNode } from 'react'

import { waitForWords } from '@/ui/later'
import { usePreferences, type Locale } from '@/ui/preferences'

type Catalog = () => Promise<{ messages: Messages }>

const FIRST: Record<Locale, Catalog> = {
  en: () => import('../locales/en.po'),
  fr: () => import('../locales/fr.po'),
}

/** The words of pages that come later (`scripts/first-words.ts`). */
const LATER: Record<Locale, Catalog> = {
  en: () => import('../locales/en.po?later?lingui'),
  fr: () => import('../locales/fr.po?later?lingui'),
}

async function speak(locale: Locale): Promise<void> {
  const later = LATER[locale]()
  const { messages } = await FIRST[locale]()
  i18n.loadAndActivate({ locale, messages })
  waitForWords(
    later.then(({ messages: more }) => {
      i18n.load(locale, more)
      if (i18n.locale === locale) i18n.activate(locale)
    }),
  )
  document.documentElement.lang = locale
}

/** Speak the preferred language, now and when it changes. */
export async function followLanguage(): Promise<void> {
  await speak(usePreferences.getState().locale)
  usePreferences.subscribe((now, before) => {
    if (now.locale !== before.locale) void speak(now.locale)
  })
}

export function I18n({ children }: { children: ReactNode }) {
  return <I18nProvider i18n={i18n}>{children}</I18nProvider>
}
