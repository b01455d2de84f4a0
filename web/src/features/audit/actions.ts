/** What was done, in words that follow the name of who did it. Numbers are those of the wire. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

import type { IconName } from '@/ui/Icon'

export type TargetKind = 'server' | 'channel' | 'person' | 'role' | 'invite' | 'emoji' | 'message' | 'none'

export interface ActionWords {
  words: MessageDescriptor
  /** What to call it in the list of kinds. */
  label: MessageDescriptor
  icon: IconName
  target: TargetKind
}

const act = (
  label: MessageDescriptor,
  words: MessageDescriptor,
  icon: IconName,
  target: TargetKind,
): ActionWords => ({ label, words, icon, target })

/** Acts in a server. `{target}` is replaced by the name of what it was done to. */
export const SERVER_ACTIONS: Readonly<Record<number, ActionWords>> = {
  1: act(msg`Server changed`, msg({ message: 'changed the server' }), 'settings', 'server'),
  10: act(msg`Channel created`, msg({ message: 'created the channel {target}' }), 'hash', 'channel'),
  11: act(msg`Channel changed`, msg({ message: 'changed the channel {target}' }), 'hash', 'channel'),
  12: act(msg`Channel deleted`, msg({ message: 'deleted the channel {target}' }), 'trash', 'channel'),
  13: act(msg`Exception added`, msg({ message: 'added an exception in {target}' }), 'lock', 'channel'),
  14: act(msg`Exception changed`, msg({ message: 'changed an exception in {target}' }), 'lock', 'channel'),
  15: act(msg`Exception removed`, msg({ message: 'removed an exception in {target}' }), 'lock', 'channel'),
  20: act(msg`Member kicked`, msg({ message: 'kicked {target}' }), 'leave', 'person'),
  21: act(msg`Members pruned`, msg({ message: 'removed members who were not active' }), 'leave', 'none'),
  22: act(msg`Member banned`, msg({ message: 'banned {target}' }), 'ban', 'person'),
  23: act(msg`Ban lifted`, msg({ message: 'lifted the ban of {target}' }), 'check', 'person'),
  24: act(msg`Member changed`, msg({ message: 'changed {target}' }), 'edit', 'person'),
  25: act(msg`Roles of a member`, msg({ message: 'changed the roles of {target}' }), 'role', 'person'),
  28: act(msg`Bot added`, msg({ message: 'added the bot {target}' }), 'bot', 'person'),
  30: act(msg`Role created`, msg({ message: 'created the role {target}' }), 'role', 'role'),
  31: act(msg`Role changed`, msg({ message: 'changed the role {target}' }), 'role', 'role'),
  32: act(msg`Role deleted`, msg({ message: 'deleted the role {target}' }), 'trash', 'role'),
  40: act(msg`Invitation created`, msg({ message: 'created an invitation' }), 'link', 'invite'),
  42: act(msg`Invitation revoked`, msg({ message: 'revoked an invitation' }), 'link', 'invite'),
  60: act(msg`Emoji added`, msg({ message: 'added the emoji {target}' }), 'face', 'emoji'),
  61: act(msg`Emoji changed`, msg({ message: 'changed the emoji {target}' }), 'face', 'emoji'),
  62: act(msg`Emoji deleted`, msg({ message: 'deleted the emoji {target}' }), 'face', 'emoji'),
  72: act(msg`Message deleted`, msg({ message: 'deleted a message of {target}' }), 'trash', 'person'),
  73: act(msg`Messages deleted`, msg({ message: 'deleted messages in {target}' }), 'trash', 'channel'),
  74: act(msg`Message pinned`, msg({ message: 'pinned a message of {target}' }), 'grip', 'person'),
  75: act(msg`Message unpinned`, msg({ message: 'unpinned a message of {target}' }), 'grip', 'person'),
  110: act(msg`Thread created`, msg({ message: 'created the thread {target}' }), 'hash', 'channel'),
  111: act(msg`Thread changed`, msg({ message: 'changed the thread {target}' }), 'hash', 'channel'),
  112: act(msg`Thread deleted`, msg({ message: 'deleted the thread {target}' }), 'trash', 'channel'),
  1000: act(msg`Ownership offered`, msg({ message: 'offered the server to {target}' }), 'crown', 'person'),
  1001: act(msg`Ownership given`, msg({ message: 'gave the server to {target}' }), 'crown', 'person'),
  1002: act(msg`Server archived`, msg({ message: 'archived the server' }), 'archive', 'server'),
  1003: act(msg`Server restored`, msg({ message: 'restored the server' }), 'archive', 'server'),
  1005: act(
    msg`Offer of ownership ended`,
    msg({ message: 'ended an offer of ownership' }),
    'crown',
    'person',
  ),
  1004: act(msg`Server deleted`, msg({ message: 'deleted the server' }), 'warning', 'server'),
}

/** Acts of people about their own account, and attempts at it. */
export const PLATFORM_ACTIONS: Readonly<Record<number, ActionWords>> = {
  2000: act(msg`Account created`, msg({ message: 'created an account' }), 'plus', 'none'),
  2001: act(msg`Signed in`, msg({ message: 'signed in' }), 'check', 'none'),
  2002: act(msg`Sign-in failed`, msg({ message: 'failed to sign in' }), 'warning', 'none'),
  2003: act(msg`Password given again`, msg({ message: 'gave the password again' }), 'lock', 'none'),
  2004: act(msg`Signed out`, msg({ message: 'signed out' }), 'leave', 'none'),
  2005: act(msg`Signed out everywhere`, msg({ message: 'signed out everywhere' }), 'leave', 'none'),
  2006: act(msg`Session ended`, msg({ message: 'ended one of their sessions' }), 'leave', 'none'),
  2007: act(msg`Old token used again`, msg({ message: 'used a token a second time' }), 'warning', 'none'),
  2012: act(msg`Sign-in method linked`, msg({ message: 'linked another way to sign in' }), 'plus', 'none'),
  2013: act(msg`Sign-in method unlinked`, msg({ message: 'unlinked a way to sign in' }), 'leave', 'none'),
  2014: act(
    msg`Second factor added`,
    msg({ message: 'set up a second factor of {target}' }),
    'lock',
    'person',
  ),
  2015: act(
    msg`Second factor removed`,
    msg({ message: 'removed a second factor of {target}' }),
    'lock',
    'person',
  ),
  2016: act(
    msg`Recovery codes made`,
    msg({ message: 'made new recovery codes of {target}' }),
    'lock',
    'person',
  ),
  2017: act(msg`Account suspended`, msg({ message: 'suspended the account of {target}' }), 'lock', 'person'),
  2018: act(msg`Account restored`, msg({ message: 'restored the account of {target}' }), 'check', 'person'),
  2019: act(
    msg`Administrator proposed`,
    msg({ message: 'proposed to change whether {target} administers' }),
    'crown',
    'person',
  ),
  2020: act(
    msg`Administrator's role granted`,
    msg({ message: 'made {target} administrator' }),
    'crown',
    'person',
  ),
  2021: act(
    msg`Administrator's role taken`,
    msg({ message: 'took the administrator’s role of {target}' }),
    'crown',
    'person',
  ),
  2022: act(msg`Leaving asked for`, msg({ message: 'asked to leave for good' }), 'leave', 'none'),
  2023: act(msg`Leaving taken back`, msg({ message: 'stays after all' }), 'check', 'none'),
  2024: act(msg`Account deleted`, msg({ message: 'left for good' }), 'trash', 'none'),
  2025: act(msg`Data copied`, msg({ message: 'took a copy of their data' }), 'archive', 'none'),
  2034: act(
    msg`Entries redacted`,
    msg({ message: 'What was personal about somebody who left was taken out' }),
    'trash',
    'none',
  ),
  2031: act(msg`Sessions ended`, msg({ message: 'signed {target} out everywhere' }), 'leave', 'person'),
  2032: act(
    msg`Password reset forced`,
    msg({ message: 'made {target} choose a new password' }),
    'lock',
    'person',
  ),
  2033: act(msg`First administrator`, msg({ message: 'became the first administrator' }), 'crown', 'none'),
  2200: act(msg`Application registered`, msg({ message: 'registered an application' }), 'plus', 'none'),
  2201: act(msg`Application changed`, msg({ message: 'changed an application' }), 'edit', 'none'),
  2202: act(
    msg`Secret of an application renewed`,
    msg({ message: 'gave an application a new secret' }),
    'lock',
    'none',
  ),
  2203: act(msg`Application removed`, msg({ message: 'removed an application' }), 'trash', 'none'),
  2204: act(msg`Application allowed`, msg({ message: 'let an application sign them in' }), 'check', 'none'),
  2205: act(
    msg`Access of an application removed`,
    msg({ message: 'removed the access of an application' }),
    'leave',
    'none',
  ),
  2206: act(
    msg`Token of an application used again`,
    msg({ message: 'had a token that an application used a second time' }),
    'warning',
    'none',
  ),
  2100: act(msg`Letter read`, msg({ message: 'read a letter with a link' }), 'eye', 'none'),
  2101: act(msg`Letter sent again`, msg({ message: 'had a letter tried again' }), 'retry', 'none'),
  2102: act(msg`Address confirmed`, msg({ message: 'confirmed their email address' }), 'check', 'none'),
  2103: act(
    msg`Another address asked for`,
    msg({ message: 'asked to change their email address' }),
    'invite',
    'none',
  ),
  2104: act(msg`Address changed`, msg({ message: 'changed their email address' }), 'invite', 'none'),
  2105: act(
    msg`Change of address undone`,
    msg({ message: 'took their email address back and locked the account' }),
    'lock',
    'none',
  ),
  2106: act(msg`Password changed`, msg({ message: 'changed their password' }), 'lock', 'none'),
  2107: act(
    msg`Forgotten password`,
    msg({ message: 'was sent a link to choose a new password' }),
    'invite',
    'none',
  ),
  2108: act(msg`Password chosen anew`, msg({ message: 'chose a new password by a link' }), 'lock', 'none'),
}

const UNKNOWN = act(
  msg`Something else`,
  msg({ message: 'did something this page does not know' }),
  'question',
  'none',
)

export function wordsOf(action: number): ActionWords {
  return SERVER_ACTIONS[action] ?? PLATFORM_ACTIONS[action] ?? UNKNOWN
}
