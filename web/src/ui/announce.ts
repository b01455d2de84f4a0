/** Short news for screen readers, spoken when it is polite to. */
let region: HTMLElement | undefined

export function announce(text: string): void {
  region ??= place()
  // The same sentence twice is news twice.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text
}

function place(): HTMLElement {
  const made = document.createElement('div')
  made.className = 'visually-hidden'
  made.setAttribute('role', 'status')
  document.body.append(made)
  return made
}
