import { useLingui } from '@lingui/react/macro'

import type { HeldAccount } from '@/api/supervision-types'

/** What is special about an account, in words. */
export function useMarks(account: HeldAccount): string[] {
  const { t } = useLingui()
  const marks: [boolean, string][] = [
    [account.global_roles.includes('admin'), t`administrator`],
    [Boolean(account.suspended_at), t`suspended`],
    [!account.verified, t`not verified`],
    [!account.has_password, t`no password`],
  ]
  return marks.filter(([holds]) => holds).map(([, word]) => word)
}
