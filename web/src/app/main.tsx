/** Starts the client. */
import '@/ui/base.css'

import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { isSignedIn, shareSessionBetweenTabs } from '@/api/session'
import { loadLive } from '@/live/start'
import { followTheme } from '@/ui/preferences'

import { App } from './App'
import { ErrorBoundary } from './ErrorBoundary'
import { followLanguage, I18n } from './language'
import { queryClient } from './query-client'
import { loadAuth, loadWorkspace } from './pages'

shareSessionBetweenTabs()
followTheme()
// A page of an older version asks for files that are gone: the new version has others. Without a network there is none.
window.addEventListener('vite:preloadError', () => navigator.onLine && window.location.reload(), {
  once: true,
})
// The first screen travels at the same time as its words.
if (isSignedIn()) {
  void loadWorkspace()
  void loadLive()
} else void loadAuth()

await followLanguage()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18n>
        <QueryClientProvider client={queryClient}>
          <ErrorBoundary>
            <App />
          </ErrorBoundary>
        </QueryClientProvider>
      </I18n>
    </StrictMode>,
  )
}
