/** Errors in words people understand, in their language. */
import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import { ApiError, NetworkError } from './errors'
import type { FieldError } from './types'

/** What to say for the errors that have a name. */
const BY_KEY: Record<string, MessageDescriptor> = {
  'auth.wrong_password': msg`This is not the right password.`,
  'auth.wrong_credentials': msg`The email address or the password is not right.`,
  'auth.bad_credentials': msg`The email address or the password is not right.`,
  'auth.email_taken': msg`An account already uses this email address.`,
  'auth.username_taken': msg`This user name is taken.`,
  'servers.name_taken': msg`A server already has this name.`,
  'servers.already_member': msg`You are already a member of this server.`,
  'servers.invite_not_found': msg`This invitation does not exist or has expired.`,
}

const BY_STATUS: Record<number, MessageDescriptor> = {
  403: msg`You are not allowed to do this.`,
  404: msg`This does not exist, or you cannot see it.`,
  413: msg`This is too large.`,
  429: msg`That was a little fast. Wait a moment and try again.`,
  503: msg`The server is busy. Try again in a moment.`,
}

const BY_FIELD_CODE: Record<string, MessageDescriptor> = {
  BASE_TYPE_REQUIRED: msg`This is needed.`,
  EMAIL_INVALID: msg`This does not look like an email address.`,
  EMAIL_ALREADY_REGISTERED: msg`An account already uses this email address.`,
  USERNAME_TAKEN: msg`This user name is taken.`,
  USERNAME_ALREADY_TAKEN: msg`This user name is taken.`,
  PASSWORD_TOO_SHORT: msg`This password is too short.`,
  PASSWORD_DOES_NOT_MATCH: msg`This is not the right password.`,
}

export function explain(i18n: I18n, error: unknown): string {
  if (error instanceof NetworkError) return i18n._(msg`The server cannot be reached. Check your connection.`)
  if (!(error instanceof ApiError)) return i18n._(msg`Something unexpected happened. Try again.`)
  const known = BY_KEY[error.key ?? ''] ?? BY_STATUS[error.status]
  if (known) return i18n._(known)
  if (error.status >= 500) return i18n._(msg`The server made a mistake. Try again in a moment.`)
  return error.message
}

/** The error of one field, if it has one. */
export function explainField(i18n: I18n, error: unknown, ...names: string[]): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  const found = names.map((name) => error.fields[name]).find(Boolean)
  return found && describe(i18n, found)
}

function describe(i18n: I18n, field: FieldError): string {
  const known = BY_FIELD_CODE[field.code]
  if (known) return i18n._(known)
  const [least, most] = field.message.match(/\d+/g) ?? []
  if (field.code === 'BASE_TYPE_BAD_LENGTH' && least && most) {
    return i18n._(msg`Between ${least} and ${most} characters.`)
  }
  return field.message
}

/** The sentence above a form: silent when the fields already say everything. */
export function explainForm(i18n: I18n, error: unknown, ...shown: string[]): string | undefined {
  if (!error) return undefined
  const paths = error instanceof ApiError ? Object.keys(error.fields) : []
  if (paths.length > 0 && paths.every((path) => shown.includes(path))) return undefined
  return explain(i18n, error)
}
