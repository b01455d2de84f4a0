/** What the first screen needs travels in a few files, and nothing that only later screens need travels with it. */
import { join } from 'node:path'

import type { Plugin } from 'vite'

const needed = new Set<string>()

/** Learns, once everything has been read, which modules the workspace imports from the start. */
export function firstScreen(): Plugin {
  return {
    name: 'beep:first-screen',
    apply: 'build',
    buildEnd() {
      const follow = (id: string) => {
        if (needed.has(id)) return
        needed.add(id)
        for (const next of this.getModuleInfo(id)?.importedIds ?? []) follow(next)
      }
      follow(join(import.meta.dirname, '../src/app/Workspace.tsx'))
    },
  }
}

/** The design system, the calls and the cache, as far as the first screen uses them. */
export function sharedByScreens(id: string): boolean {
  return id.includes('preload-helper') || (needed.has(id) && /src\/(ui|lib|api|live)\//.test(id))
}

/** The conversation itself: panels that open later have it already. */
export function inConversation(id: string): boolean {
  return needed.has(id) && /src\/features\/messaging\//.test(id)
}
