/** Ways in by others, which travel after the page that shows them. */
import { later } from '@/ui/later'

export const Providers = later(async () => (await import('./Providers')).Providers, true)
export const DirectoryDoor = later(async () => (await import('./DirectoryDoor')).DirectoryDoor, true)
