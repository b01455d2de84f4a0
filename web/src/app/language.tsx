/** Loads the words of the chosen language, and only those. */
import { i18n, type Messages } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import type { ReactNode } from 'react'

import { usePreferences, type Locale } from '@/ui/preferences'

const CATALOGS: Record<Locale, () => Promise<{ messages: Messages }>> = {
  en: () => import('../locales/en.po'),
  fr: () => import('../locales/fr.po'),
}

async function speak(locale: Locale): Promise<void> {
  const { messages } = await CATALOGS[locale]()
  i18n.loadAndActivate({ locale, messages })
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
