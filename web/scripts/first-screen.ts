/** What the first screen needs travels in a few files, and nothing that only later screens need travels with it. */
import { join } from 'node:path'

import type { Plugin } from 'vite'

const src = join(import.meta.dirname, '../src')
const inWorkspace = new Set<string>()
const inEntry = new Set<string>()
const atTheDoor = new Set<string>()
const afterwards = new Set<string>()

/** What sets out together with the first answers of the server. */
const SOON = [
  'live/running.ts',
  'features/channels/ChannelMenu.tsx',
  'features/messaging/JumpBars.tsx',
  'features/messaging/PendingRow.tsx',
  'features/messaging/Suggestions.tsx',
  'features/messaging/outbox.ts',
  'ui/MoreIcon.tsx',
]

/** Learns, once everything has been read, which modules the workspace and the door import from the start. */
export function firstScreen(): Plugin {
  return {
    name: 'beep:first-screen',
    apply: 'build',
    buildEnd() {
      const follow = (id: string, found: Set<string>) => {
        if (found.has(id)) return
        found.add(id)
        for (const next of this.getModuleInfo(id)?.importedIds ?? []) follow(next, found)
      }
      follow(join(src, 'app/Workspace.tsx'), inWorkspace)
      follow(join(src, 'app/main.tsx'), inEntry)
      inEntry.forEach((id) => atTheDoor.add(id))
      follow(join(src, 'features/auth/pages.tsx'), atTheDoor)
      for (const file of SOON) follow(join(src, file), afterwards)
    },
  }
}

/** What both the sign-in page and the workspace show. */
export function sharedByScreens(id: string): boolean {
  if (id.includes('preload-helper')) return true
  if (!ours(id) || id.endsWith('/app/main.tsx')) return false
  return inEntry.has(id) || (inWorkspace.has(id) && atTheDoor.has(id))
}

/** All else that a channel shows first, in one file: it compresses better than in several. */
export function onFirstScreen(id: string): boolean {
  return (ours(id) || id.includes('/virtua/')) && inWorkspace.has(id)
}

/** What is needed a moment later, in one file too. */
export function onNextScreen(id: string): boolean {
  return ours(id) && afterwards.has(id)
}

/** What the sign-in page needs of it. */
export function nextAtTheDoor(id: string): boolean {
  return onNextScreen(id) && atTheDoor.has(id)
}

function ours(id: string): boolean {
  return /\/src\/(app|features|live|api|ui|lib)\//.test(id)
}

/** Libraries, without what the sign-in page does not use of them. */
export function fromLibraries(id: string): boolean {
  return (
    id.includes('node_modules') &&
    !/infiniteQuery|queriesObserver|useQueries|\/virtua\/|\/lean-qr\//i.test(id)
  )
}
