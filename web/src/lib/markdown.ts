/**
 * The subset of Markdown people write in messages, parsed to a small tree.
 * Never raw HTML; links only to http, https and mailto.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'em' | 'strike' | 'spoiler'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'user' | 'role' | 'channel'; id: string }
  | { kind: 'everyone'; text: string }
  | { kind: 'emoji'; id: string; name: string; animated: boolean }
  | { kind: 'break' }

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'fence'; language: string; text: string }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }

const SAFE_LINK = /^(https?:\/\/|mailto:)[^\s<>]+$/i
const MAX_DEPTH = 8

interface Rule {
  pattern: RegExp
  build: (match: RegExpExecArray, depth: number) => Inline | undefined
}

const wrapped =
  (kind: 'strong' | 'em' | 'strike' | 'spoiler') =>
  (match: RegExpExecArray, depth: number): Inline => ({
    kind,
    children: parseInline(match[1] ?? '', depth + 1),
  })

function bareLink(match: RegExpExecArray): Inline {
  // Punctuation at the end belongs to the sentence, and so does a bracket that the address did not open.
  let href = match[0].replace(/[.,;:!?'"»]+$/, '')
  while (href.endsWith(')') && href.split('(').length <= href.split(')').length - 1) href = href.slice(0, -1)
  return { kind: 'link', href, children: [{ kind: 'text', text: href }] }
}

function namedLink(match: RegExpExecArray, depth: number): Inline | undefined {
  const href = match[2] ?? ''
  return SAFE_LINK.test(href)
    ? { kind: 'link', href, children: parseInline(match[1] ?? '', depth + 1) }
    : undefined
}

/** In order of precedence; each is tried at the current position only (sticky). */
const RULES: Rule[] = [
  { pattern: /\\([\\`*_~|<>[\]()#-])/y, build: (match) => ({ kind: 'text', text: match[1] ?? '' }) },
  { pattern: /<@!?(\d{1,20})>/y, build: (match) => ({ kind: 'user', id: match[1] ?? '' }) },
  { pattern: /<@&(\d{1,20})>/y, build: (match) => ({ kind: 'role', id: match[1] ?? '' }) },
  { pattern: /<#(\d{1,20})>/y, build: (match) => ({ kind: 'channel', id: match[1] ?? '' }) },
  {
    pattern: /<(a?):(\w{2,32}):(\d{1,20})>/y,
    build: (match) => ({
      kind: 'emoji',
      id: match[3] ?? '',
      name: match[2] ?? '',
      animated: match[1] === 'a',
    }),
  },
  { pattern: /@(?:everyone|here)\b/y, build: (match) => ({ kind: 'everyone', text: match[0] }) },
  {
    pattern: /<((?:https?:\/\/|mailto:)[^\s<>]+)>/iy,
    build: (match) => ({
      kind: 'link',
      href: match[1] ?? '',
      children: [{ kind: 'text', text: match[1] ?? '' }],
    }),
  },
  { pattern: /\[([^\]\n]{1,300})\]\(<?([^\s)>]+)>?\)/y, build: namedLink },
  { pattern: /https?:\/\/[^\s<>]+[^\s<>]/iy, build: bareLink },
  { pattern: /\|\|([^]+?)\|\|/y, build: wrapped('spoiler') },
  { pattern: /\*\*([^]+?)\*\*(?!\*)/y, build: wrapped('strong') },
  { pattern: /~~([^]+?)~~/y, build: wrapped('strike') },
  { pattern: /\*(?!\s)([^*]+?(?:\*\*[^*]+\*\*[^*]*?)*)(?<!\s)\*(?!\*)/y, build: wrapped('em') },
  { pattern: /(?<![\p{L}\p{N}])_(?!\s)([^]+?)(?<!\s)_(?![\p{L}\p{N}])/uy, build: wrapped('em') },
  { pattern: /\n/y, build: () => ({ kind: 'break' }) },
]

const SPECIAL = /[\\`<@[|*~_\n]|https?:\/\//gi

export function parseInline(text: string, depth = 0): Inline[] {
  if (depth > MAX_DEPTH) return [{ kind: 'text', text }]
  const nodes: Inline[] = []
  const say = (words: string) => {
    const last = nodes.at(-1)
    if (last?.kind === 'text') last.text += words
    else if (words) nodes.push({ kind: 'text', text: words })
  }
  let position = 0
  while (position < text.length) {
    SPECIAL.lastIndex = position
    const next = SPECIAL.exec(text)?.index ?? text.length
    say(text.slice(position, next))
    position = next
    if (position >= text.length) break
    const found = matchAt(text, position, depth)
    if (found) {
      if (found.node.kind === 'text') say(found.node.text)
      else nodes.push(found.node)
      position += found.length
    } else {
      say(text.charAt(position))
      position += 1
    }
  }
  return nodes
}

/** Code ends at a run of as many backticks as it began with; without one, the backticks are text. */
function codeAt(text: string, position: number): { node: Inline; length: number } {
  let start = position
  while (text.charAt(start) === '`') start += 1
  const fence = text.slice(position, start)
  const runs = /`+/g
  runs.lastIndex = start
  for (let run = runs.exec(text); run; run = runs.exec(text)) {
    if (run[0].length !== fence.length) continue
    const inside = text.slice(start, run.index)
    return { node: { kind: 'code', text: inside.trim() || inside }, length: runs.lastIndex - position }
  }
  return { node: { kind: 'text', text: fence }, length: fence.length }
}

function matchAt(
  text: string,
  position: number,
  depth: number,
): { node: Inline; length: number } | undefined {
  if (text.charAt(position) === '`') return codeAt(text, position)
  for (const { pattern, build } of RULES) {
    pattern.lastIndex = position
    const match = pattern.exec(text)
    if (!match) continue
    const node = build(match, depth)
    if (!node) continue
    const length =
      node.kind === 'link' && pattern.source.startsWith('https') ? node.href.length : match[0].length
    return { node, length }
  }
  return undefined
}

const FENCE = /^\s{0,3}```([\w+#.-]*)[ \t]*\n([^]*?)\n?```[ \t]*(?:\n|$)/
const FENCE_ON_ONE_LINE = /^\s{0,3}```([^`\n]+)```[ \t]*(?:\n|$)/
const QUOTE = /^>(?: |$)/
const ITEM = /^\s{0,3}(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/

/** Parse a message. Line breaks are kept: people see what they typed. */
export function parseMarkdown(source: string, depth = 0): Block[] {
  const blocks: Block[] = []
  let rest = source.replace(/\r\n?/g, '\n')
  let paragraph: string[] = []
  const endParagraph = () => {
    const text = paragraph.join('\n').replace(/^\n+|\n+$/g, '')
    paragraph = []
    if (text) blocks.push({ kind: 'paragraph', children: parseInline(text) })
  }
  while (rest.length > 0) {
    const fence = FENCE.exec(rest) ?? FENCE_ON_ONE_LINE.exec(rest)
    if (fence) {
      endParagraph()
      const named = fence.length > 2
      blocks.push({
        kind: 'fence',
        language: named ? (fence[1] ?? '') : '',
        text: (named ? fence[2] : fence[1]) ?? '',
      })
      rest = rest.slice(fence[0].length)
      continue
    }
    const lines = rest.split('\n')
    const block = depth < MAX_DEPTH ? (takeQuote(lines, depth) ?? takeList(lines)) : undefined
    if (block) {
      endParagraph()
      blocks.push(block.block)
      rest = lines.slice(block.lines).join('\n')
      continue
    }
    paragraph.push(lines[0] ?? '')
    rest = lines.slice(1).join('\n')
  }
  endParagraph()
  return blocks
}

function takeQuote(lines: string[], depth: number): { block: Block; lines: number } | undefined {
  let count = 0
  while (count < lines.length && QUOTE.test(lines[count] ?? '')) count += 1
  if (count === 0) return undefined
  const inside = lines.slice(0, count).map((line) => line.replace(QUOTE, ''))
  return { block: { kind: 'quote', children: parseMarkdown(inside.join('\n'), depth + 1) }, lines: count }
}

function takeList(lines: string[]): { block: Block; lines: number } | undefined {
  const first = ITEM.exec(lines[0] ?? '')
  if (!first) return undefined
  const ordered = first[2] !== undefined
  const items: string[] = []
  let count = 0
  for (const line of lines) {
    const item = ITEM.exec(line)
    if (item && (item[2] !== undefined) === ordered) items.push(item[3] ?? '')
    else if (/^\s{2,}\S/.test(line) && items.length > 0) items[items.length - 1] += `\n${line.trim()}`
    else break
    count += 1
  }
  const start = ordered ? Number(first[2]) : 1
  return {
    block: { kind: 'list', ordered, start, items: items.map((item) => parseInline(item)) },
    lines: count,
  }
}

/** The words of a message without its marks, for announcements and notifications. */
export function plainText(source: string, nameOf: (node: Inline) => string = () => ''): string {
  const inline = (nodes: Inline[]): string =>
    nodes
      .map((node) => {
        if (node.kind === 'text' || node.kind === 'code' || node.kind === 'everyone') return node.text
        if (node.kind === 'break') return ' '
        if (node.kind === 'spoiler') return '…'
        return 'children' in node ? inline(node.children) : nameOf(node)
      })
      .join('')
  const block = (node: Block): string => {
    if (node.kind === 'fence') return node.text
    if (node.kind === 'quote') return node.children.map(block).join(' ')
    if (node.kind === 'list') return node.items.map(inline).join(', ')
    return inline(node.children)
  }
  return parseMarkdown(source).map(block).join(' ')
}

const ONLY_EMOJI =
  /^(?:<a?:\w{2,32}:\d{1,20}>|\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u{200D}|\u{FE0F}|\s)+$/u
const FEW_EMOJI_LENGTH = 120

/** A few emoji and nothing else: they are shown large. */
export function isOnlyEmoji(source: string): boolean {
  return source.length <= FEW_EMOJI_LENGTH && source.trim() !== '' && ONLY_EMOJI.test(source)
}
