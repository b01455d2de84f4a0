import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { changeClient } from '@/api/calls/change-client'
import { registerClient } from '@/api/calls/register-client'
import { keys } from '@/api/keys'
import type { Client, ClientDraft, Scope } from '@/api/types'

const USUAL: readonly Scope[] = ['openid', 'profile', 'email', 'offline_access']

/** What is typed about an application, and sending it. */
export function useClientForm(client: Client | undefined) {
  const cache = useQueryClient()
  const [name, setName] = useState(client?.name ?? '')
  const [isPublic, setPublic] = useState(client?.public ?? false)
  const [redirects, setRedirects] = useState(client?.redirect_uris.join('\n') ?? '')
  const [logouts, setLogouts] = useState(client?.logout_uris.join('\n') ?? '')
  const [scopes, setScopes] = useState<readonly Scope[]>(client?.scopes ?? USUAL)
  const save = useMutation({
    mutationFn: () => send(),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.clients }),
  })

  function send(): Promise<Client & { secret?: string | null }> {
    const draft: ClientDraft = {
      name: name.trim(),
      redirect_uris: lines(redirects),
      logout_uris: lines(logouts),
      scopes: [...scopes],
    }
    return client ? changeClient(client.id, draft) : registerClient({ ...draft, public: isPublic })
  }

  const choose = (scope: Scope, chosen: boolean) =>
    setScopes(chosen ? [...scopes, scope] : scopes.filter((one) => one !== scope))
  return {
    ...{ name, setName, isPublic, setPublic, redirects, setRedirects, logouts, setLogouts, scopes, choose },
    save,
  }
}

function lines(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}

/** A list and its lines, as the server names them when one is wrong. */
export function linesOf(field: 'redirect_uris' | 'logout_uris'): string[] {
  return [field, ...Array.from({ length: 20 }, (_, line) => `${field}.${line}`)]
}
