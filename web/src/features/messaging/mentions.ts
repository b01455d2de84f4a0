/** Mentions are written `@name`, `@role`, `#channel`, `:emoji:` and travel as `<@id>`, `<@&id>`, `<#id>`, `<:emoji:id>`. */
import type { Channel, Emoji, Id, Member, Role, User } from '@/api/types'

export interface Mentionable {
  /** Ids by lower-case user name. */
  people: ReadonlyMap<string, Id>
  roles: ReadonlyMap<string, Id>
  channels: ReadonlyMap<string, Id>
  /** The names of roles, the longest first, as one expression; they may hold spaces. */
  roleNames: RegExp | undefined
  /** How emojis of the server travel, by name; of several called the same, the oldest. */
  emojis: ReadonlyMap<string, string>
}

interface Sources {
  members: Iterable<Member>
  roles?: Iterable<Pick<Role, 'id' | 'name'>>
  channels?: Iterable<Pick<Channel, 'id' | 'name'>>
  emojis?: readonly Emoji[]
}

const BEFORE = String.raw`(^|[\s([{«"'])`
const CODE = /(```[^]*?```|`[^`\n]*`)/

/** What can be written in a server, ready to be looked up at each key. */
export function mentionable({ members, roles = [], channels = [], emojis = [] }: Sources): Mentionable {
  const byName = (things: Iterable<{ id: Id; name: string }>) =>
    new Map(Array.from(things, ({ id, name }) => [name.toLowerCase(), id]))
  const roleIds = byName(roles)
  const names = [...roleIds.keys()].sort((a, b) => b.length - a.length)
  const any = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return {
    people: new Map(Array.from(members, ({ user }) => [user.username.toLowerCase(), user.id])),
    roles: roleIds,
    channels: byName(channels),
    emojis: new Map(emojis.toReversed().map((one) => [one.name ?? '', written(one)])),
    roleNames: any ? new RegExp(`${BEFORE}@(${any})(?![\\p{L}\\p{N}_-])`, 'giu') : undefined,
  }
}

/** How an emoji of a server travels in a message. */
export function written({ id, name, animated }: Emoji): string {
  return `<${animated ? 'a' : ''}:${name ?? ''}:${id ?? ''}>`
}

/** Code is left alone; everywhere else what is known becomes its id. */
export function encodeMentions(text: string, known: Mentionable): string {
  return text
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : encodePart(part, known)))
    .join('')
}

function encodePart(text: string, { people, roles, channels, roleNames, emojis }: Mentionable): string {
  // One that travels already is not one to be written anew.
  const withEmojis = text.replace(
    /(<a?)?:(\w{2,32}):/g,
    (whole: string, sign: string | undefined, name: string) => (sign ? whole : (emojis.get(name) ?? whole)),
  )
  const withPeople = withEmojis.replace(
    /(^|[\s([{«"'])@([\p{L}\p{N}_.-]+)/gu,
    (whole: string, before: string, typed: string) => {
      // "@ana." is ana at the end of a sentence, unless somebody is called "ana.".
      for (let name = typed; name; name = name.slice(0, -1)) {
        const id = people.get(name.toLowerCase())
        if (id) return `${before}<@${id}>${typed.slice(name.length)}`
        if (!/[.\-_]$/.test(name)) break
      }
      return whole
    },
  )
  const withRoles = roleNames
    ? withPeople.replace(roleNames, (whole: string, before: string, name: string) => {
        const id = roles.get(name.toLowerCase())
        return id ? `${before}<@&${id}>` : whole
      })
    : withPeople
  return withRoles.replace(
    /(^|[\s([{«"'])#([\p{L}\p{M}\p{N}_-]+)/gu,
    (whole: string, before: string, name: string) => {
      const id = channels.get(name.toLowerCase())
      return id ? `${before}<#${id}>` : whole
    },
  )
}

export interface Named {
  people: ReadonlyMap<Id, Pick<User, 'username'>>
  roles?: ReadonlyMap<Id, Pick<Role, 'name'>>
  channels?: ReadonlyMap<Id, Pick<Channel, 'name'>>
  /** As in `Mentionable`. */
  emojis?: ReadonlyMap<string, string>
}

/** Back to names, to edit. */
export function decodeMentions(text: string, { people, roles, channels, emojis }: Named): string {
  const withEmojis = text.replace(/<a?:(\w{2,32}):\d+>/g, (whole: string, name: string) =>
    emojis?.get(name) === whole ? `:${name}:` : whole,
  )
  return withEmojis.replace(/<(@!?|@&|#)(\d+)>/g, (whole: string, sign: string, id: Id) => {
    const name =
      sign === '#' ? channels?.get(id)?.name : sign === '@&' ? roles?.get(id)?.name : people.get(id)?.username
    return name === undefined ? whole : `${sign === '#' ? '#' : '@'}${name}`
  })
}

/** Does it call everyone, or everyone who is there? Not in code. */
export function callsEveryone(content: string): 'everyone' | 'here' | undefined {
  const words = content
    .split(CODE)
    .filter((_, index) => index % 2 === 0)
    .join(' ')
  if (/(?<![\p{L}\p{N}_])@everyone\b/u.test(words)) return 'everyone'
  return /(?<![\p{L}\p{N}_])@here\b/u.test(words) ? 'here' : undefined
}
