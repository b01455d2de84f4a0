import { describe, expect, it } from 'vitest'

import { isOnlyEmoji, parseInline, parseMarkdown, plainText, type Block, type Inline } from './markdown'

/** The tree in brackets, for short expectations. */
function show(node: Inline | Block): string {
  switch (node.kind) {
    case 'text':
    case 'everyone':
      return node.text
    case 'break':
      return '⏎'
    case 'code':
      return `code(${node.text})`
    case 'fence':
      return `fence:${node.language}(${node.text})`
    case 'user':
    case 'role':
    case 'channel':
      return `${node.kind}(${node.id})`
    case 'link':
      return `link:${node.href}(${node.children.map(show).join('')})`
    case 'list':
      return `${node.ordered ? `ol${node.start}` : 'ul'}(${node.items.map((item) => item.map(show).join('')).join('|')})`
    case 'paragraph':
      return node.children.map(show).join('')
    case 'emoji':
      return `emoji:${node.name}`
    default:
      return `${node.kind}(${node.children.map(show).join('')})`
  }
}

const inline = (text: string) => parseInline(text).map(show).join('')
const blocks = (text: string) => parseMarkdown(text).map(show).join(' / ')

describe('inline marks', () => {
  it.each([
    ['**bold** and *it* and _it_', 'strong(bold) and em(it) and em(it)'],
    ['**bold *both* bold**', 'strong(bold em(both) bold)'],
    ['~~no~~ yes', 'strike(no) yes'],
    ['`a **b**`', 'code(a **b**)'],
    ['``a ` b``', 'code(a ` b)'],
    ['||hidden *x*||', 'spoiler(hidden em(x))'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2em(3)4'],
    ['a * b * c', 'a * b * c'],
    [String.raw`\*not\*`, '*not*'],
    ['<@123> <@!123> <@&7> <#9> @everyone', 'user(123) user(123) role(7) channel(9) @everyone'],
    ['one\ntwo', 'one⏎two'],
    ['unclosed **bold', 'unclosed **bold'],
  ])('%s', (text, expected) => expect(inline(text)).toBe(expected))
})

describe('links', () => {
  it('leaves punctuation to the sentence', () => {
    expect(inline('see https://beep.example/a_b(c).')).toBe(
      'see link:https://beep.example/a_b(c)(https://beep.example/a_b(c)).',
    )
    expect(inline('(https://beep.example)')).toBe('(link:https://beep.example(https://beep.example))')
  })

  it('accepts http, https and mailto only', () => {
    expect(inline('[go](https://x.example)')).toBe('link:https://x.example(go)')
    expect(inline('<mailto:a@x.example>')).toBe('link:mailto:a@x.example(mailto:a@x.example)')
    expect(inline('[go](javascript:alert(1))')).not.toContain('link')
    expect(inline('[go](data:text/html,x)')).not.toContain('link')
    expect(inline('javascript://x')).not.toContain('link')
  })

  it('never makes HTML of HTML', () => {
    expect(parseMarkdown('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', children: [{ kind: 'text', text: '<img src=x onerror=alert(1)>' }] },
    ])
  })
})

describe('blocks', () => {
  it.each([
    ['```ts\nlet a = 1\n\nb\n```\nafter', 'fence:ts(let a = 1\n\nb) / after'],
    ['```one line```', 'fence:(one line)'],
    ['before\n```\n**x**\n```', 'before / fence:(**x**)'],
    ['> a\n> > b\nc', 'quote(a / quote(b)) / c'.replace('quote(a / quote(b))', 'quote(aquote(b))')],
    ['- a\n- b\n1. c\n2. d', 'ul(a|b) / ol1(c|d)'],
    ['3. c', 'ol3(c)'],
    ['-not a list', '-not a list'],
    ['a\n\nb', 'a⏎⏎b'],
    ['', ''],
  ])('%j', (text, expected) => expect(blocks(text)).toBe(expected))

  it('stays quick on what is made to be slow', () => {
    const started = performance.now()
    for (const evil of [
      '*'.repeat(2000),
      '**a'.repeat(660),
      '||'.repeat(1000),
      '`'.repeat(2000),
      '>'.repeat(2000),
      '[a]('.repeat(500),
      '_a '.repeat(660),
      '*a**'.repeat(500),
    ]) {
      parseMarkdown(evil)
    }
    expect(performance.now() - started).toBeLessThan(500)
  })
})

it('plain text keeps the words and hides spoilers', () => {
  expect(plainText('**hi** <@1> ||cake||\n> q', (node) => (node.kind === 'user' ? '@Ana' : ''))).toBe(
    'hi @Ana … q',
  )
})

it('emoji of a server are read, and messages of emoji alone are known', () => {
  expect(parseInline('a <:wave:12> <a:hop:3>')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'emoji', id: '12', name: 'wave', animated: false },
    { kind: 'text', text: ' ' },
    { kind: 'emoji', id: '3', name: 'hop', animated: true },
  ])
  expect(['🎉 🎉', '👍🏽', '❤️', '🇫🇷', '<:wave:12>', '👩‍🚀'].every(isOnlyEmoji)).toBe(true)
  expect(['', '  ', '🎉 yes', '12', '#'].some(isOnlyEmoji)).toBe(false)
})
