/** Which of the dialogs about servers is open; they are opened from several places. */
import { create } from 'zustand'

type Open = 'create' | 'join' | undefined

export const useServerDialog = create<{ open: Open }>(() => ({ open: undefined }))

export const openCreateServer = () => useServerDialog.setState({ open: 'create' })
export const openJoinServer = () => useServerDialog.setState({ open: 'join' })
export const closeServerDialog = () => useServerDialog.setState({ open: undefined })
