/** Fails when the first screen (HTML + critical JS + CSS, brotli) is heavier than the budget. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const BUDGET_KB = 130
const dist = join(import.meta.dirname, '../dist')
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

const screens = {
  'a channel, in French': ['index.html', 'src/app/Workspace.tsx', 'src/locales/fr.po'],
  'the sign-in page, in French': ['index.html', 'src/features/auth/pages.tsx', 'src/locales/fr.po'],
}

function collect(key, files = new Set(), seen = new Set()) {
  if (seen.has(key)) return files
  seen.add(key)
  const chunk = manifest[key]
  if (!chunk) throw new Error(`no chunk for ${key}`)
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const imported of chunk.imports ?? []) collect(imported, files, seen)
  return files
}

let failed = false
for (const [screen, entries] of Object.entries(screens)) {
  const files = new Set(['index.html'])
  for (const entry of entries) collect(entry, files)
  const sizes = [...files].map((file) => [file, statSync(join(dist, `${file}.br`)).size])
  const total = sizes.reduce((sum, [, size]) => sum + size, 0) / 1000
  failed ||= total > BUDGET_KB
  console.log(
    `${total > BUDGET_KB ? 'TOO HEAVY' : 'ok'}  ${screen}: ${total.toFixed(1)} kB br of ${BUDGET_KB}`,
  )
  for (const [file, size] of sizes.sort((a, b) => b[1] - a[1]))
    console.log(`      ${(size / 1000).toFixed(1).padStart(6)}  ${file}`)
}
process.exit(failed ? 1 : 0)
