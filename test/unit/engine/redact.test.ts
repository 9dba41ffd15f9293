import { describe, expect, it } from 'vitest'
import { redact } from '../../../src-main/engine/redact.ts'

describe('a line of the log', () => {
  it.each([
    ['Authorization: Bearer eyJhbGciOi', 'Authorization: …'],
    ['bearer abc123 was refused', 'bearer … was refused'],
    ['{"apiKey":"abc123","n":1}', '{"apiKey":"…","n":1}'],
    ['password=hunter2&x=1', 'password=…'],
    ['the token was refused', 'the token was refused'],
    ['PATCH https://host.test/files/0123456789abcdef?token=s failed', 'PATCH https://host.test/…cdef failed'],
    ['at https://host.test/ now', 'at https://host.test now'],
    [
      'from sftp://me:pw@host.test/a/clip.mp4?sig=1 to rtmps://live.test/app/key',
      'from sftp://host.test/….mp4 to rtmps://live.test/…/key',
    ],
  ])('%s', (line, redacted) => {
    expect(redact(line)).toBe(redacted)
  })

  it('shortens the home folder', () => {
    expect(redact('/home/someone/clips/a.mp4', '/home/someone')).toBe('~/clips/a.mp4')
  })
})

describe('a home folder', () => {
  const HOME = 'C:\\Users\\Max Müller'

  it.each([
    'C:\\Users\\Max Müller\\clip.mp4',
    'c:\\users\\max müller\\clip.mp4',
    'C:/Users/Max Müller/clip.mp4',
    'at file:///C:/Users/Max%20M%C3%BCller/reelay/out/main/headless.js:1:2',
    JSON.stringify({ path: 'C:\\Users\\Max Müller\\clip.mp4' }),
  ])('on Windows is removed from %s', (line) => {
    const reported = redact(line, HOME)
    expect(reported).toContain('~')
    expect(reported).not.toMatch(/max/i)
  })

  it('elsewhere is removed from an address of a file', () => {
    expect(redact('at file:///home/max%20m/reelay.js', '/home/max m')).toBe('at file://~/reelay.js')
  })
})
