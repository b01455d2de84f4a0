import { fileURLToPath } from 'node:url'

import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

import {
  firstScreen,
  fromLibraries,
  onFirstScreen,
  onNextScreen,
  nextAtTheDoor,
  sharedByScreens,
} from './scripts/first-screen.ts'
import { emojiData } from './scripts/vite-emoji.ts'
import { firstWords } from './scripts/first-words.ts'
import { linguiMacros, nameOfClass, precompress } from './scripts/vite-plugins.ts'

const server = process.env.BEEP_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [firstScreen(), emojiData(), linguiMacros(), lingui(), firstWords(), react(), precompress()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  css: { modules: { generateScopedName: nameOfClass } },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // Styles must be there before a part shows; naming every script as well would cost the first page a kilobyte.
      resolveDependencies: (_, files, { hostType }) =>
        hostType === 'js' ? files.filter((file) => file.endsWith('.css')) : files,
    },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Few files: Beep is often served without HTTP/2.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: fromLibraries },
            { name: 'shared', test: sharedByScreens },
            { name: 'first', test: onFirstScreen },
            { name: 'explain', test: nextAtTheDoor },
            { name: 'next', test: onNextScreen },
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
