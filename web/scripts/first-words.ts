/** The words of the first screens travel with them; those of later pages come right after, in a file of their own. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'

import { generateMessageId } from '@lingui/message-utils/generateMessageId'
import type { Plugin } from 'vite'

const root = join(import.meta.dirname, '..')
const ENTRIES = ['src/app/main.tsx', 'src/app/Workspace.tsx', 'src/features/auth/pages.tsx']
const STATIC_IMPORT = /^(?:import|export)\s(?!type\s)[^'"]*?from\s+'([^']+)'/gm
const CATALOG = /\/locales\/\w+\.po(\?later\?lingui)?$/

/** Source files that the entries import from the start. */
function firstFiles(): Set<string> {
  const files = new Set<string>()
  const follow = (file: string) => {
    if (files.has(file)) return
    files.add(file)
    for (const [, target = ''] of readFileSync(join(root, file), 'utf8').matchAll(STATIC_IMPORT)) {
      const base = target.startsWith('@/')
        ? join('src', target.slice(2))
        : target.startsWith('.')
          ? join(dirname(file), target)
          : undefined
      if (base === undefined) continue
      const found = [`${base}.tsx`, `${base}.ts`, join(base, 'index.ts')].find((one) =>
        existsSync(join(root, one)),
      )
      if (found) follow(found)
    }
  }
  ENTRIES.forEach(follow)
  return files
}

/** Ids of the messages that one of these files says. */
function idsOf(catalog: string, files: ReadonlySet<string>): Set<string> {
  const ids = new Set<string>()
  for (const entry of catalog.split('\n\n')) {
    const origins = [...entry.matchAll(/^#: (\S+?)(?::\d+)?$/gm)].map((match) => match[1] ?? '')
    const quoted = /^msgid ((?:".*"\n?)+)/m.exec(entry)?.[1] ?? ''
    const message = [...quoted.matchAll(/"(.*)"/g)].map(
      (match) => JSON.parse(`"${match[1] ?? ''}"`) as string,
    )
    if (origins.some((file) => files.has(file))) ids.add(generateMessageId(message.join('')))
  }
  return ids
}

export function firstWords(): Plugin {
  return {
    name: 'beep:first-words',
    enforce: 'post',
    transform(code, id) {
      const match = CATALOG.exec(id)
      const compiled = /JSON\.parse\((".*")\)/.exec(code)?.[1]
      if (!match || !compiled) return null
      const messages = JSON.parse(runInNewContext(compiled) as string) as Record<string, unknown>
      const first = idsOf(readFileSync(id.split('?')[0] ?? id, 'utf8'), firstFiles())
      const kept = Object.entries(messages).filter(([key]) => first.has(key) === (match[1] === undefined))
      return {
        code: `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(kept)))})`,
        map: null,
      }
    },
  }
}
