import { download } from '../client'

/** A ZIP of all Beep holds of me; asks for a recent sign-in. */
export const exportData = (language: string) => download('/users/@me/export', { language })
