/** Mentions are written `@name`, `@role`, `#channel` and travel as `<@id>`, `<@&id>`, `<#id>`. */
import type { Channel, Id, Member, Role, User } from '@/api/types'

export interface Mentionable {
  /** Ids by lower-case user name. */
  people: ReadonlyMap<string, Id>
  roles: ReadonlyMap<string, Id>
  channels: ReadonlyMap<string, Id>
  /** The names of roles, the longest first, as one expression; they may hold spaces. */
  roleNames: RegExp | undefined
}

interface Sources {
  members: Iterable<Member>
  roles?: Iterable<Pick<Role, 'id' | 'name'>>
  channels?: Iterable<Pick<Channel, 'id' | 'name'>>
}

const BEFORE = String.raw`(^|[\s([{«"'])`
const CODE = /(```[^]*?```|`[^`\n]*`)/

/** What can be written in a server, ready to be looked up at each key. */
export function mentionable({ members, roles = [], channels = [] }: Sources): Mentionable {
  const byName = (things: Iterable<{ id: Id; name: string }>) =>
    new Map(Array.from(things, ({ id, name }) => [name.toLowerCase(), id]))
  const roleIds = byName(roles)
  const names = [...roleIds.keys()].sort((a, b) => b.length - a.length)
  const any = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return {
    people: new Map(Array.from(members, ({ user }) => [user.username.toLowerCase(), user.id])),
    roles: roleIds,
    channels: byName(channels),
    roleNames: any ? new RegExp(`${BEFORE}@(${any})(?![\\p{L}\\p{N}_-])`, 'giu') : undefined,
  }
}

/** Code is left alone; everywhere else what is known becomes its id. */
export function encodeMentions(text: string, known: Mentionable): string {
  return text
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : encodePart(part, known)))
    .join('')
}

function encodePart(text: string, { people, roles, channels, roleNames }: Mentionable): string {
  const withPeople = text.replace(
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
}

/** Back to names, to edit. */
export function decodeMentions(text: string, { people, roles, channels }: Named): string {
  return text.replace(/<(@!?|@&|#)(\d+)>/g, (whole: string, sign: string, id: Id) => {
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
