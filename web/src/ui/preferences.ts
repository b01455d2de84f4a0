/** Language and theme of this browser. */
import { create } from 'zustand'

import { load, save } from '@/lib/storage'

export const LOCALES = ['fr', 'en'] as const
export type Locale = (typeof LOCALES)[number]
export type Theme = 'system' | 'light' | 'dark'

interface Preferences {
  locale: Locale
  theme: Theme
}

const KEY = 'beep.preferences'

function preferredLocale(): Locale {
  const wanted = navigator.languages.map((language) => language.slice(0, 2))
  return wanted.find((language): language is Locale => LOCALES.includes(language as Locale)) ?? 'en'
}

export const usePreferences = create<Preferences>(() => ({
  locale: preferredLocale(),
  theme: 'system',
  ...load<Partial<Preferences>>(KEY),
}))

export function setPreference(change: Partial<Preferences>): void {
  usePreferences.setState(change)
  save(KEY, usePreferences.getState())
  showTheme()
}

const darkSystem = () => window.matchMedia('(prefers-color-scheme: dark)')

function showTheme(): void {
  const { theme } = usePreferences.getState()
  const dark = theme === 'dark' || (theme === 'system' && darkSystem().matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

/** Keep the page in the chosen theme, and follow the system when asked to. */
export function followTheme(): void {
  showTheme()
  darkSystem().addEventListener('change', showTheme)
}
