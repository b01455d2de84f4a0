import { fileURLToPath } from 'node:url'

import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

import { firstScreen, inConversation, sharedByScreens } from './scripts/first-screen.ts'
import { emojiData } from './scripts/vite-emoji.ts'
import { firstWords } from './scripts/first-words.ts'
import { linguiMacros, precompress } from './scripts/vite-plugins.ts'

const server = process.env.BEEP_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [firstScreen(), emojiData(), linguiMacros(), lingui(), firstWords(), react(), precompress()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Few files: Beep is often served without HTTP/2.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules/ },
            { name: 'shared', test: sharedByScreens },
            { name: 'conversation', test: inConversation },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/gateway': { target: server, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
  },
})
