/** Fails when a message of the code is missing from a catalog, or has no translation. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const catalogs = ['en', 'fr'].map((locale) => join(root, `src/locales/${locale}.po`))
// The date of extraction is the one line that changes by itself.
const read = () => catalogs.map((file) => readFileSync(file, 'utf8').replace(/^"POT-Creation-Date.*$/m, ''))
const lingui = (...args) =>
  execFileSync(process.execPath, [join(root, 'node_modules/@lingui/cli/dist/lingui.js'), ...args], {
    cwd: root,
    stdio: 'pipe',
  })

const before = read()
lingui('extract', '--clean')
const after = read()
const untranslated = [...(after[1] ?? '').matchAll(/^msgid "(.+)"\nmsgstr ""\n(?!")/gm)].map(
  (match) => match[1],
)

if (before.join() !== after.join())
  console.error('The catalogs were out of date; they have been extracted again: review and commit them.')
for (const message of untranslated) console.error(`No French for: ${message}`)
process.exit(before.join() === after.join() && untranslated.length === 0 ? 0 : 1)
