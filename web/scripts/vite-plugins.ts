/** Vite plugins of this build: Lingui macros, and brotli + CSP hash of what was built. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

import { transformAsync } from '@babel/core'
import type { Plugin } from 'vite'

/** Expand `t`, `msg`, `<Trans>` … in the files that import them; types and JSX are left for Vite. */
export function linguiMacros(): Plugin {
  return {
    name: 'beep:lingui-macros',
    enforce: 'pre',
    async transform(code, id) {
      if (!/\.tsx?$/.test(id) || !/@lingui\/(core|react)\/macro/.test(code)) return null
      const result = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ['typescript', 'jsx'] },
        plugins: ['@lingui/babel-plugin-lingui-macro'],
      })
      return result?.code ? { code: result.code, map: result.map } : null
    },
  }
}

const sheets = new Map<string, string>()

/** `MessageRow-head`: names of files weigh half a kilobyte less on the first page than digests do. */
export function nameOfClass(name: string, file: string): string {
  const sheet = basename(file, '.module.css')
  const path = file.split('?')[0] ?? file
  const other = sheets.get(sheet)
  if (other && other !== path) throw new Error(`Style sheets need names of their own: ${other} and ${path}`)
  sheets.set(sheet, path)
  return `${sheet}-${name}`
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Write `x.br` next to every text file, and `csp.json` with the hashes of the inline scripts of index.html. */
export function precompress(): Plugin {
  let out = 'dist'
  return {
    name: 'beep:precompress',
    apply: 'build',
    configResolved(config) {
      out = join(config.root, config.build.outDir)
    },
    closeBundle() {
      const html = readFileSync(join(out, 'index.html'), 'utf8')
      const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '')
      const hashes = inline.map((body) => `sha256-${createHash('sha256').update(body).digest('base64')}`)
      writeFileSync(join(out, 'csp.json'), `${JSON.stringify({ 'script-src': hashes }, null, 2)}\n`)
      for (const file of filesUnder(out)) {
        if (!/\.(html|js|css|svg|json|webmanifest|txt)$/.test(file)) continue
        const body = readFileSync(file)
        const options = {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
        }
        writeFileSync(`${file}.br`, brotliCompressSync(body, options))
      }
    },
  }
}
