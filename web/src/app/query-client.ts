import { QueryClient } from '@tanstack/react-query'

import { isTemporary } from '@/api/errors'
import { backoffMs } from '@/lib/backoff'

/** Pushes keep the data fresh, so nothing is fetched again by itself and nothing is thrown away. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      gcTime: Infinity,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
      retry: (count, error) => count < 6 && isTemporary(error),
      retryDelay: (attempt) => backoffMs(attempt),
    },
    mutations: { networkMode: 'always' },
  },
})
