/** Errors in words people understand, in their language. */
import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import { ApiError, HeldError, NetworkError } from './errors'
import type { FieldError } from './types'

/** What to say for the errors that have a name. */
const BY_KEY: Record<string, MessageDescriptor> = {
  'auth.wrong_credentials': msg`The email address or the password is not right.`,
  'auth.email_unavailable': msg`No account can be made with this email address. If you already have one, sign in.`,
  'auth.too_many_failures': msg`Too many attempts. Wait a moment before trying again.`,
  'auth.recent_sign_in_required': msg`Show again that it is you first.`,
  'auth.ticket_over': msg`Signing in took too long, or failed too often. Begin again.`,
  'auth.account_suspended': msg`Your account is suspended. Write to the administrators if that seems wrong to you.`,
  'factors.too_many_codes': msg`Too many wrong codes. Wait an hour, or use a passkey.`,
  'factors.nothing_to_confirm': msg`This took too long. Begin again with a new code to scan.`,
  'factors.too_many_passkeys': msg`You have as many passkeys as one can have. Remove one first.`,
  'factors.passkey_known': msg`This device has a passkey of yours already.`,
  'factors.passkeys_unavailable': msg`This Beep has no address passkeys work at.`,
  'factors.last_way_in': msg`You would have no way to sign in any more. Choose a password first.`,
  'factors.key_locked': msg`Codes cannot be checked right now. Use a recovery code or a passkey, and tell the administrators.`,
  'auth.link_over': msg`This link is not valid, or no longer: it works once, and for a limited time.`,
  'auth.too_many_links': msg`You have asked for many letters. Look among unwanted mail, and try again in an hour.`,
  'auth.email_not_verified': msg`Confirm your email address first: open the link in the letter you were sent.`,
  'mail.letter_over': msg`This letter was sent, or has expired.`,
  'users.username_taken': msg`This user name, or one that looks like it, is taken.`,
  'users.too_many_renames': msg`You have changed your user name too often. Wait a little.`,
  'friends.cannot_ask': msg`Nobody of this name takes a friend request from you now. Check the name; they can ask you instead.`,
  'friends.not_asked': msg`They do not ask to be your friend any more.`,
  'friends.you_block_them': msg`You block this person. Unblock them first.`,
  'friends.too_many_requests': msg`As many of your friend requests wait for an answer as can. Withdraw some first.`,
  'friends.too_many_friends': msg`One of you has as many friends as one person may.`,
  'friends.too_many_blocks': msg`You block as many people as one person may.`,
  'friends.relation_changed': msg`Something else has happened meanwhile. Look again.`,
  'servers.already_member': msg`They are a member already.`,
  'servers.invite_not_found': msg`This invitation does not exist or has expired.`,
  'servers.cannot_invite': msg`There is nobody you can invite under this name or id.`,
  'servers.owner_cannot_leave': msg`The owner cannot leave: delete the server, or give it to somebody first.`,
  'servers.too_many_servers': msg`You own as many servers as one person may.`,
  'servers.too_many_invites': msg`This server has as many invitations as it may. Revoke some first.`,
  'servers.server_full': msg`This server is full.`,
  'emojis.too_many_emojis': msg`This server has as many emojis as it may. Delete one first.`,
  'channels.too_many_channels': msg`This server has as many channels as it may.`,
  'applications.too_many_applications': msg`You own as many bots as one person may.`,
  'provider.unknown_client': msg`No application is known under this address. Go back and tell whoever runs the page you come from.`,
  'provider.unknown_redirect': msg`The application asked to send you somewhere it has not registered. Nothing was sent.`,
  'provider.too_many_clients': msg`As many applications are registered as there may be.`,
  'applications.name_not_free': msg`No user name was found for this bot. Choose another name.`,
}

/** Say more: what errors of parts that travel later are called there. */
export function explainAlso(words: Record<string, MessageDescriptor>): void {
  Object.assign(BY_KEY, words)
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
  EMAIL_TYPE_INVALID_EMAIL: msg`This does not look like an email address.`,
  NAME_ALPHABET: msg`Only letters, digits, - and _.`,
  BAD_CHARACTERS: msg`Only letters, digits, - and _.`,
  ASCII_ONLY: msg`Only a to z, digits, - and _.`,
  LOOKALIKE: msg`These characters pass for others. Use plain letters.`,
  MIXED_SCRIPTS: msg`Use one alphabet only.`,
  SAME_EMAIL: msg`This is your address already.`,
  TOO_COMMON: msg`This password is easy to guess. Choose several unrelated words.`,
  ONESELF: msg`That is you.`,
  RESERVED: msg`This name has a meaning of its own. Choose another one.`,
  REDIRECT_ADDRESS: msg`Write a whole address, such as https://wiki.example.org/callback.`,
  REDIRECT_FRAGMENT: msg`The address must not hold a # part.`,
  REDIRECT_HTTPS: msg`Use https; http is for addresses of the person's own machine.`,
  REDIRECT_SCHEME: msg`Use https, or for an app a scheme of its own, such as org.example.app:/callback.`,
  REDIRECT_PRIVATE: msg`Only an application without a secret may use a scheme of its own.`,
  EMOJI_NAME_INVALID: msg`2 to 32 letters without accents, digits and _.`,
  FILE_SIZE_TOO_BIG: msg`This is too large.`,
  IMAGE_INVALID: msg`This picture cannot be opened. Choose a PNG, JPEG, GIF or WebP.`,
  PASSWORD_DOES_NOT_MATCH: msg`This is not the right password.`,
  CODE_DOES_NOT_MATCH: msg`This code is wrong, or was used already. Take the next one.`,
  PASSKEY_DOES_NOT_MATCH: msg`This passkey is not known here. Choose another one, or sign in another way.`,
}

/** Refusals that are about one field, though they are not about its shape. */
const FIELD_OF_KEY: Record<string, string> = {
  'auth.email_unavailable': 'email',
  'users.username_taken': 'username',
  'users.too_many_renames': 'username',
  'friends.cannot_ask': 'username',
  'friends.you_block_them': 'username',
}

export function explain(i18n: I18n, error: unknown): string {
  if (error instanceof NetworkError) return i18n._(msg`The server cannot be reached. Check your connection.`)
  if (error instanceof HeldError)
    return i18n._(msg`You are only looking at the server as somebody else. Stop looking to do this.`)
  if (!(error instanceof ApiError)) return i18n._(msg`Something unexpected happened. Try again.`)
  const known = BY_KEY[error.key ?? ''] ?? BY_STATUS[error.status]
  if (known) return i18n._(known)
  if (error.status >= 500) return i18n._(msg`The server made a mistake. Try again in a moment.`)
  return error.message
}

/** The error of one field, if it has one. */
export function explainField(i18n: I18n, error: unknown, ...names: string[]): string | undefined {
  if (!(error instanceof ApiError)) return undefined
  if (names.includes(FIELD_OF_KEY[error.key ?? ''] ?? '')) return explain(i18n, error)
  const found = names.map((name) => error.fields[name]).find(Boolean)
  return found && describe(i18n, found)
}

function describe(i18n: I18n, field: FieldError): string {
  const known = BY_FIELD_CODE[field.code]
  if (known) return i18n._(known)
  const [least, most] = field.message.match(/\d+/g) ?? []
  if (field.code.endsWith('BAD_LENGTH') && least && most) {
    return i18n._(msg`Between ${least} and ${most} characters.`)
  }
  if (/at least/.test(field.message) && least) return i18n._(msg`At least ${least} characters.`)
  if (field.code.endsWith('_LENGTH') && least) return i18n._(msg`At most ${least} characters.`)
  return field.message
}

/** The sentence above a form: silent when the fields already say everything. */
export function explainForm(i18n: I18n, error: unknown, ...shown: string[]): string | undefined {
  if (!error) return undefined
  if (error instanceof ApiError && shown.includes(FIELD_OF_KEY[error.key ?? ''] ?? '')) return undefined
  const paths = error instanceof ApiError ? Object.keys(error.fields) : []
  if (paths.length > 0 && paths.every((path) => shown.includes(path))) return undefined
  return explain(i18n, error)
}
