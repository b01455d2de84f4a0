/** Errors of signing in by others, in words people understand; imported by whatever does that. */
import { msg } from '@lingui/core/macro'

import { explainAlso } from './explain'

explainAlso({
  'identities.provider_not_found': msg`Nobody signs in here by that. Choose another way.`,
  'identities.provider_away': msg`That way to sign in does not answer right now. Take another one, or try again in a moment.`,
  'identities.provider_busy': msg`Too many people are signing in this way right now. Try again in a few seconds.`,
  'identities.wrongly_set': msg`That way to sign in is not set up well. Take another one, and tell the administrators.`,
  'identities.not_believed': msg`What came back from there cannot be trusted, so nothing was done. Begin again.`,
  'identities.flow_over': msg`That took too long, was done already, or began in another browser. Begin again.`,
  'identities.wrong_directory_credentials': msg`The user name and the password do not go together there. Check both.`,
  'identities.not_yours': msg`That is not linked to your account. Sign in there as yourself.`,
  'identities.domain_not_allowed': msg`Only people with an address of certain domains come in this way. Choose another account there, or another way.`,
  'identities.sign_up_closed': msg`No account here belongs to that. If you have one, sign in another way and link it in your settings.`,
  'identities.email_has_account': msg`Your address has an account here already. Sign in to it as usual and link the two in your settings.`,
  'identities.identity_taken': msg`That is linked to another account already. Sign in to that one and unlink it there first.`,
  'identities.already_linked': msg`Your account is linked to somebody else there. Unlink that one first.`,
  'identities.identity_not_found': msg`Your account is not linked to that any more.`,
  'identities.last_way_in': msg`You would have no way to sign in any more. Choose a password or link something else first.`,
  'identities.signing_up': msg`Your account is being made right now. Try again in a moment.`,
})
