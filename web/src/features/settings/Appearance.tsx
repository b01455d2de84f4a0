import { useLingui } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'

import { updateMe } from '@/api/calls/update-me'
import { useMe } from '@/live/queries'
import { Choices } from '@/ui/Choices'
import { Section } from '@/ui/Page'
import { setPreference, usePreferences, type Locale, type Theme } from '@/ui/preferences'

export function Appearance() {
  const { t } = useLingui()
  const { locale, theme } = usePreferences()
  const me = useMe()
  const tellServer = useMutation({ mutationFn: updateMe })
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
          onChange={(value) => {
            setPreference({ locale: value })
            // Letters follow; should this call be lost, the next choice makes up for it.
            if (me) tellServer.mutate({ locale: value })
          }}
        />
      </Section>
    </>
  )
}
