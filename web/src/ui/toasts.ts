/** Short notices at the edge of the screen, for what has no better place. */
import { create } from 'zustand'

export interface Toast {
  id: number
  text: string
  tone: 'info' | 'danger'
}

const LASTS_MS = 6000
let last = 0

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }))

export function toast(text: string, tone: Toast['tone'] = 'info'): void {
  const id = ++last
  useToasts.setState(({ toasts }) => ({
    toasts: [...toasts.filter((one) => one.text !== text).slice(-2), { id, text, tone }],
  }))
  setTimeout(() => dismissToast(id), LASTS_MS)
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }))
}
