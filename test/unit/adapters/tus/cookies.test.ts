import { expect, it } from 'vitest'
import { createCookieJars } from '../../../../src-main/adapters/tus/cookies.ts'

const url = new URL('https://one.test/files/')

it('cookies of an upload that goes on outlive those of any number of others', () => {
  const jars = createCookieJars()
  const headerOf = (upload: string): string | null => jars.of(upload).headerFor(url)
  for (const upload of ['going on', 'left alone']) jars.of(upload).store(url, ['server=a'])
  for (let other = 0; other < 5_000; other += 1) {
    jars.of(`other ${other}`)
    expect(headerOf('going on')).toBe('server=a')
  }
  expect(headerOf('left alone')).toBeNull()
})
