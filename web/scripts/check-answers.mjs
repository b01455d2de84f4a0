/**
 * Fails when the client expects an answer that the server does not send: `check-answers.mjs <openapi.json>`.
 *
 * Every `request(…)` of `src/api/calls` is found with the type TypeScript gives its answer, and each field of
 * that type must be in the server's description of the same operation, as often and of the same kind.
 * The client may know less than the server sends, and which texts and numbers a field can hold.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')
const described = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const program = open()
const checker = program.getTypeChecker()
const any = ts.TypeFlags.Any | ts.TypeFlags.Unknown
const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Void

function open() {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  return ts.createProgram(fileNames, { ...options, noEmit: true })
}

/** Every call of the server: where it stands, its operation, and the type of its answer. */
function* calls() {
  const folder = join(root, 'src/api/calls')
  for (const file of program.getSourceFiles()) {
    if (dirname(file.fileName) !== folder) continue
    const found = []
    const visit = (node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'request')
        found.push(node)
      ts.forEachChild(node, visit)
    }
    visit(file)
    for (const node of found) {
      const [method, path] = node.arguments
      const place = `${relative(root, file.fileName)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
      const promised = checker.getReturnTypeOfSignature(checker.getResolvedSignature(node))
      yield {
        place,
        method: method.text.toLowerCase(),
        path: template(path),
        type: checker.getTypeArguments(promised)[0],
      }
    }
  }
}

/** A path with `{}` for what is put into it, of two the longer one; undefined when it comes from elsewhere. */
function template(node) {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isConditionalExpression(node)) return template(node.whenFalse)
  if (ts.isIdentifier(node)) {
    const made = checker.getSymbolAtLocation(node)?.valueDeclaration
    return made && ts.isVariableDeclaration(made) && made.initializer ? template(made.initializer) : undefined
  }
  if (!ts.isTemplateExpression(node)) return undefined
  const put = ({ expression, literal }) => (template(expression) ?? '{}') + literal.text
  return node.head.text + node.templateSpans.map(put).join('')
}

const operations = new Map(
  Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => [`${method} ${path.replace(/\{\w+\}/g, '{}')}`, one]),
  ),
)

/** Operations of the same number of parts, should the client put a whole word where the server has a name. */
function operationOf({ method, path }) {
  const exact = operations.get(`${method} ${path}`)
  if (exact) return exact
  const fits = (wanted) => {
    const [parts, theirs] = [path.split('/'), wanted.split('/')]
    return (
      parts.length === theirs.length &&
      parts.every((part, at) => part === theirs[at] || theirs[at] === '{}' || part === '{}')
    )
  }
  const found = [...operations].filter(
    ([key]) => key.startsWith(`${method} `) && fits(key.slice(method.length + 1)),
  )
  return found[0]?.[1]
}

/** What is described by less than what is sent. */
const EITHER = { AnyChannelObject: ['ChannelObject', 'ThreadObject'] }
/** The client keeps threads among the channels, and asks none of them for these. */
const NOT_ASKED = { ThreadObject: ['topic', 'position', 'permission_overwrites'] }

const named = (name) => described.components.schemas[name]
const resolved = (schema) => (schema.$ref ? named(schema.$ref.split('/').at(-1)) : schema)
const members = (type) => (type.isUnion() ? type.types : [type])
const isNothing = ({ flags }) => flags & nothing
function choices(schema) {
  const { title, anyOf, oneOf } = resolved(schema)
  return EITHER[title]?.map(named) ?? (anyOf ?? oneOf)?.flatMap(choices) ?? [schema]
}
const under = (problems, name) => problems.map((one) => (one.startsWith(':') ? name + one : `${name}.${one}`))
const judged = new Map()

/** What is wrong with expecting `type` where the server sends `schema`. */
function problemsOf(type, schema) {
  if (type.flags & any) return []
  return choices(schema).flatMap((choice) => {
    const kinds = members(type).filter((member) => !isNothing(member))
    const tried = kinds.map((member) => remembered(member, resolved(choice)))
    return tried.some((problems) => problems.length === 0) ? [] : shortest(tried)
  })
}

/** A message holds the one it answers: what is being looked at already is right so far. */
function remembered(type, schema) {
  const key = judged.get(schema) ?? new Map()
  judged.set(schema, key)
  if (!key.has(type)) {
    key.set(type, [])
    key.set(type, problemsOfOne(type, schema))
  }
  return key.get(type)
}

const shortest = (lists) =>
  lists.toSorted((one, other) => deepest(other) - deepest(one) || one.length - other.length)[0] ?? []
/** An object that is nearly right says more than a text which is none. */
const deepest = (problems) => (problems.every((one) => !one.startsWith(':')) ? 1 : 0)

function problemsOfOne(type, schema) {
  if (type.flags & any || Object.keys(schema).every((key) => key === 'description' || key === 'default'))
    return []
  if (schema.type === 'object') return problemsOfObject(type, schema)
  if (schema.type === 'array') {
    const element = checker.isArrayType(type) && checker.getTypeArguments(type)[0]
    return element
      ? under(problemsOf(element, schema.items ?? {}), '[]')
      : [`: the server sends a list, not ${said(type)}`]
  }
  const values = schema.enum ?? ('const' in schema ? [schema.const] : undefined)
  const kinds = {
    string: ts.TypeFlags.StringLike,
    integer: ts.TypeFlags.NumberLike,
    number: ts.TypeFlags.NumberLike,
    boolean: ts.TypeFlags.BooleanLike,
    null: ts.TypeFlags.Null,
  }
  const kind = schema.type ?? { string: 'string', number: 'number', boolean: 'boolean' }[typeof values?.[0]]
  return type.flags & kinds[kind] ? [] : [`: the server sends ${kind}, not ${said(type)}`]
}

function problemsOfObject(type, schema) {
  if (!(type.flags & ts.TypeFlags.Object) && !type.isIntersection())
    return [`: the server sends an object, not ${said(type)}`]
  const dictionary = checker.getIndexTypeOfType(type, ts.IndexKind.String)
  const values = schema.additionalProperties
  if (dictionary) return typeof values === 'object' ? under(problemsOf(dictionary, values), '*') : []
  const known = schema.properties ?? {}
  return checker.getPropertiesOfType(type).flatMap((property) => {
    const { name } = property
    const sent = known[name]
    const expected = checker.getTypeOfSymbol(property)
    const isOptional =
      property.flags & ts.SymbolFlags.Optional ||
      members(expected).some(isNothing) ||
      NOT_ASKED[schema.title]?.includes(name)
    if (!sent) return isOptional ? [] : [`${name}: the server never sends it`]
    const isAlways = schema.required?.includes(name) || 'default' in sent
    return [
      ...(isAlways || isOptional ? [] : [`${name}: the server does not always send it`]),
      ...under(problemsOf(expected, sent), name),
    ]
  })
}

const present = (schema) => ({ anyOf: choices(schema).filter((one) => one.type !== 'null') })
const said = (type) => checker.typeToString(type)

let count = 0
const wrong = []
for (const call of calls()) {
  count += 1
  const operation = call.path === undefined ? undefined : operationOf(call)
  const title = `${call.place} ${call.method.toUpperCase()} ${call.path}`
  if (!operation) {
    wrong.push(`${title}: the server has no such operation`)
    continue
  }
  const answer = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
  const schema = answer?.content?.['application/json']?.schema
  if (call.type.flags & nothing) continue
  // What is not there is answered by 204, which `request` makes undefined.
  const isAbsent = members(call.type).some(isNothing)
  if (!schema) wrong.push(`${title}: the server answers nothing, not ${said(call.type)}`)
  else
    wrong.push(
      ...problemsOf(call.type, isAbsent ? present(schema) : schema).map(
        (one) => `${title}${one.startsWith(':') ? '' : ' '}${one}`,
      ),
    )
}
for (const one of wrong) console.error(one)
console.log(`${count} calls, ${wrong.length} answers the server does not send`)
process.exit(wrong.length === 0 && count > 100 ? 0 : 1)
