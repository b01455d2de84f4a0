/** What somebody signed in with and from where, in words. */
import type { I18n } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import type { Session } from '@/api/types'

export function deviceName(i18n: I18n, device: { browser?: string | null; system?: string | null }): string {
  const known = [device.browser, device.system].filter(Boolean).join(' · ')
  return known || i18n._(msg`Unknown program`)
}

/** "Lyon, France", or that it is near; nothing where nobody knows. */
export function placeName(i18n: I18n, { place }: Session): string {
  if (!place) return ''
  if (place.local) return i18n._(msg`on the network of this Beep`)
  const city = place.city?.[i18n.locale] ?? place.city?.en
  return [city, place.country && countryName(i18n.locale, place.country)].filter(Boolean).join(', ')
}

function countryName(locale: string, code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}

const WAYS: Record<string, ReturnType<typeof msg>> = {
  password: msg`password`,
  passkey: msg`passkey`,
  totp: msg`authenticator app`,
  recovery: msg`recovery code`,
}

/** "password, authenticator app"; other providers by their names. */
export function waysIn(i18n: I18n, methods: readonly string[] = []): string {
  return methods
    .map((one) => {
      const known = WAYS[one]
      return known ? i18n._(known) : one.slice(one.indexOf(':') + 1)
    })
    .join(', ')
}
