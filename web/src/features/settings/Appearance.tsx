import { useLingui } from '@lingui/react/macro'

import { Choices } from '@/ui/Choices'
import { Section } from '@/ui/Page'
import { setPreference, usePreferences, type Locale, type Theme } from '@/ui/preferences'

export function Appearance() {
  const { t } = useLingui()
  const { locale, theme } = usePreferences()
  const themes: { value: Theme; label: string }[] = [
    { value: 'system', label: t`Like the system` },
    { value: 'light', label: t`Light` },
    { value: 'dark', label: t`Dark` },
  ]
  const languages: { value: Locale; label: string; lang: string }[] = [
    { value: 'fr', label: 'Français', lang: 'fr' },
    { value: 'en', label: 'English', lang: 'en' },
  ]
  return (
    <>
      <Section title={t`Theme`}>
        <Choices
          legend={t`Theme`}
          value={theme}
          options={themes}
          onChange={(value) => setPreference({ theme: value })}
        />
      </Section>
      <Section title={t`Language`}>
        <Choices
          legend={t`Language`}
          value={locale}
          options={languages}
          onChange={(value) => setPreference({ locale: value })}
        />
      </Section>
    </>
  )
}
