/** Copy text; also works on a page served without https, where the modern way is missing. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    field.readOnly = true
    field.className = 'visually-hidden'
    const host = document.activeElement?.closest('dialog') ?? document.body
    const focused = document.activeElement
    host.append(field)
    field.select()
    // Deprecated, and the only way without https.
    const done = document.execCommand('copy')
    field.remove()
    if (focused instanceof HTMLElement) focused.focus()
    return done
  }
}
