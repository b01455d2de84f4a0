import { describe, expect, it } from 'vitest'

import { takeWords, withWords, writeMention } from './writing'

describe('words from elsewhere', () => {
  it('stand apart from what is already written, at the caret', () => {
    expect(withWords('', '@ana', 0)).toEqual({ text: '@ana ', caret: 5 })
    expect(withWords('hello', '@ana', 5)).toEqual({ text: 'hello @ana ', caret: 11 })
    expect(withWords('hello ', '@ana', 6)).toEqual({ text: 'hello @ana ', caret: 11 })
    expect(withWords('hello you', '@ana', 5)).toEqual({ text: 'hello @ana you', caret: 10 })
  })

  it('reach the channel they are for, as long as one can write there', () => {
    const heard: string[] = []
    const stop = takeWords('80', (words) => heard.push(words))
    const stopOther = takeWords('81', () => heard.push('wrong channel'))
    writeMention('80', 'ana')
    stop()
    writeMention('80', 'bob')
    stopOther()
    expect(heard).toEqual(['@ana'])
  })

  it('go to the newer field when an older one leaves late', () => {
    const heard: string[] = []
    const leave = takeWords('80', () => heard.push('old'))
    const stop = takeWords('80', () => heard.push('new'))
    leave()
    writeMention('80', 'ana')
    stop()
    expect(heard).toEqual(['new'])
  })
})
