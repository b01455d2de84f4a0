/**
 * The import zones, as an ESLint rule: app → features → live → api → ui | lib.
 * Features never import each other, `ui` and `lib` know nothing above them.
 */
import path from 'node:path'

const RANK = { app: 5, features: 4, live: 3, api: 2, ui: 1, lib: 0 }
const src = path.resolve(import.meta.dirname, '../src')

function zoneOf(file) {
  const [zone, feature] = path.relative(src, file).split(path.sep)
  return { zone, feature: zone === 'features' ? feature : undefined }
}

function problem(from, to) {
  if (!(from.zone in RANK) || !(to.zone in RANK)) return undefined
  if (from.zone === 'features' && to.zone === 'features') {
    return from.feature === to.feature ? undefined : `features never import each other; let app join them`
  }
  if (from.zone === to.zone || RANK[from.zone] > RANK[to.zone]) return undefined
  return `${from.zone} may not import ${to.zone}`
}

export const zones = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = context.filename
    const check = (node) => {
      const source = node.source?.value
      if (typeof source !== 'string') return
      const target = source.startsWith('@/')
        ? path.join(src, source.slice(2))
        : source.startsWith('.')
          ? path.resolve(path.dirname(file), source)
          : undefined
      if (target === undefined) return
      const message = problem(zoneOf(file), zoneOf(target))
      if (message) context.report({ node, message })
    }
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    }
  },
}
