import { fireEvent, render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'

import { EmojiImage } from './EmojiImage'

it('shows the name of an emoji whose picture is gone', () => {
  const { container } = render(<EmojiImage emoji={{ id: '9', name: 'gala' }} />)
  const picture = container.querySelector('img')
  expect(picture?.src).toContain('/cdn/emojis/9.webp')
  if (picture) fireEvent.error(picture)
  expect(container.querySelector('img')).toBeNull()
  expect(screen.getByText(':gala:')).toBeDefined()
})
