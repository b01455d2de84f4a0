/** What was being written in each channel; stays in this browser. */
import { forget, load, save } from '@/lib/storage'

const key = (channelId: string) => `beep.draft.${channelId}`

export function loadDraft(channelId: string): string {
  return load<string>(key(channelId)) ?? ''
}

export function saveDraft(channelId: string, text: string): void {
  if (text.trim()) save(key(channelId), text)
  else forget(key(channelId))
}
