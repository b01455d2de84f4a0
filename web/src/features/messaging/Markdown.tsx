import { useLingui } from '@lingui/react/macro'
import { Fragment, useState, type ReactNode } from 'react'
import { Link } from 'wouter'

import type { Message, User } from '@/api/types'
import { cx } from '@/lib/cx'
import { parseMarkdown, type Block, type Inline } from '@/lib/markdown'

import { CodeBlock } from './CodeBlock'
import { EmojiImage } from '@/ui/EmojiImage'
import styles from './Markdown.module.css'
import { Person } from './Person'
import { roleColour, useNames, wordsFor } from './names-context'

const parsed = new WeakMap<Message, Block[]>()

/** Parsed once for each version of a message. */
export function blocksOf(message: Message): Block[] {
  let blocks = parsed.get(message)
  if (!blocks) {
    blocks = parseMarkdown(message.content)
    parsed.set(message, blocks)
  }
  return blocks
}

export function Markdown({ blocks, mentions }: { blocks: Block[]; mentions: readonly User[] }) {
  return (
    <div className={styles.text}>
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} mentions={mentions} />
      ))}
    </div>
  )
}

function BlockView({ block, mentions }: { block: Block; mentions: readonly User[] }): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p>{inline(block.children, mentions)}</p>
    case 'fence':
      return <CodeBlock text={block.text} language={block.language} />
    case 'quote':
      return (
        <blockquote>
          {block.children.map((child, index) => (
            <BlockView key={index} block={child} mentions={mentions} />
          ))}
        </blockquote>
      )
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{inline(item, mentions)}</li>)
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>
    }
  }
}

function inline(nodes: Inline[], mentions: readonly User[]): ReactNode {
  return nodes.map((node, index) => (
    <Fragment key={index}>
      <InlineView node={node} mentions={mentions} />
    </Fragment>
  ))
}

function InlineView({ node, mentions }: { node: Inline; mentions: readonly User[] }): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'break':
      return <br />
    case 'strong':
      return <strong>{inline(node.children, mentions)}</strong>
    case 'em':
      return <em>{inline(node.children, mentions)}</em>
    case 'strike':
      return <s>{inline(node.children, mentions)}</s>
    case 'code':
      return <code>{node.text}</code>
    case 'spoiler':
      return <Spoiler>{inline(node.children, mentions)}</Spoiler>
    case 'link':
      return (
        <a href={node.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          {inline(node.children, mentions)}
        </a>
      )
    case 'everyone':
      return <span className={styles.mention}>{node.text}</span>
    case 'emoji':
      return (
        <span role="img" aria-label={`:${node.name}:`} title={`:${node.name}:`} className={styles.emoji}>
          <EmojiImage emoji={node} size={22} />
        </span>
      )
    default:
      return <Mention node={node} mentions={mentions} />
  }
}

type MentionNode = Extract<Inline, { kind: 'user' | 'role' | 'channel' }>

function Mention({ node, mentions }: { node: MentionNode; mentions: readonly User[] }) {
  const names = useNames()
  const words = wordsFor(names, mentions)(node)
  if (node.kind === 'channel') {
    const channel = names.channels.get(node.id)
    // A channel one may not see is words like others.
    if (!channel) return <span>{words}</span>
    return (
      <Link href={`/servers/${channel.guild_id}/channels/${channel.id}`} className={styles.mention}>
        {words}
      </Link>
    )
  }
  if (node.kind === 'role') {
    const role = names.roles.get(node.id)
    const mine = names.myRoles.includes(node.id)
    return (
      <span
        className={cx(styles.mention, mine && styles.me)}
        style={mine ? undefined : { color: role && roleColour(role) }}
      >
        {words}
      </span>
    )
  }
  const user = names.members.get(node.id)?.user ?? mentions.find((one) => one.id === node.id)
  const said = <span className={cx(styles.mention, node.id === names.myId && styles.me)}>{words}</span>
  return user ? <Person user={user}>{said}</Person> : said
}

function Spoiler({ children }: { children: ReactNode }) {
  const { t } = useLingui()
  const [shown, setShown] = useState(false)
  if (shown) return <span className={styles.revealed}>{children}</span>
  return (
    <button
      type="button"
      className={styles.spoiler}
      aria-label={t`Hidden text, press to show`}
      onClick={() => setShown(true)}
    >
      <span aria-hidden="true">{children}</span>
    </button>
  )
}
