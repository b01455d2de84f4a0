/// <reference types="vite/client" />

declare module '*.po' {
  import type { Messages } from '@lingui/core'
  export const messages: Messages
}

declare module 'virtual:emoji/*' {
  const groups: { name: string; emojis: [string, string, string, string, 1?][] }[]
  export default groups
}

declare module '*?later?lingui' {
  import type { Messages } from '@lingui/core'
  export const messages: Messages
}
