import { describe, expect, it } from 'vitest'
import { createKnownSecrets } from '../../../../src-main/engine/secrets/known-secrets.ts'
import { cpuMs } from '../../../support/growth.ts'
import { leaks, SPELLINGS } from '../../../support/spellings.ts'

const SECRETS = [
  'sk_live_4f9A/b+c"d7e2=Z',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2VjcmV0LXNpZ25hdHVyZS1vZi1hLXRva2Vu',
  '29841_c7674f0a1b2c3d4e5f60718293a4b5c6d7e8f901',
  'pässwörd & mehr <x>',
]

function known(...secrets: string[]) {
  const all = createKnownSecrets()
  for (const secret of secrets) all.note(secret)
  return all
}

describe.each(SECRETS)('the secret %s', (secret) => {
  it.each(Object.keys(SPELLINGS))('is removed %s', (spelling) => {
    const repeated = SPELLINGS[spelling]?.(secret) ?? ''
    const redacted = known(secret).redact(`The key ${repeated} is wrong`)
    expect(leaks(redacted, secret)).toBeNull()
    expect(redacted).toMatch(/^The key .*is wrong$/)
    expect(redacted.length).toBeLessThan(45)
  })

  it('is removed where only its beginning or its end is left', () => {
    const most = Math.ceil(secret.length * 0.6)
    for (const part of [secret.slice(0, most), secret.slice(-most)]) {
      expect(known(secret).redact(`got ${part}`)).toMatch(/^got …/)
    }
  })
})

describe('a text of a server', () => {
  it('stays as it is without a secret in it', () => {
    const text = 'Video “Match 3” was refused: at most 200 characters, 100% of the quota & more (code 10_005)'
    expect(known(...SECRETS).redact(text)).toBe(text)
  })

  it('loses the password of a Basic sign-in, and the sign-in itself', () => {
    const value = `Basic ${btoa('studio:hunter22-and-more')}`
    const redacted = known(value).redact(`user studio:hunter22-and-more, header ${value}`)
    expect(redacted).toBe('user studio:…, header …')
  })

  it('loses a short secret only as a whole word', () => {
    expect(known('abc').redact('wrong password abc for abcde')).toBe('wrong password … for abcde')
    expect(known('abc').redact('{"password":"abc"}')).toBe('{"password":"…"}')
  })

  it('loses the query and user info of addresses, known or not', () => {
    const text =
      'cannot fetch https://me:pw@a.example/clip.mp4?X-Amz-Signature=0f3c#t nor https%3A%2F%2Fb.example%2Fc%3Fsig%3Dxyz'
    expect(createKnownSecrets().redact(text)).toBe(
      'cannot fetch https://…@a.example/clip.mp4?… nor https%3A%2F%2Fb.example%2Fc%3F…',
    )
  })

  it('loses values that are named as keys', () => {
    expect(createKnownSecrets().redact('refused token=abcd1234 and "secret":"xyz98765"')).toBe('refused token=… and "secret":"…"')
  })

  it('is searched for thousands of secrets as quickly as for one', () => {
    const many = createKnownSecrets()
    for (let number = 0; number < 20_000; number += 1) many.note(`signature-${number.toString(16).padStart(40, 'f')}`)
    const last = `signature-${(19_999).toString(16).padStart(40, 'f')}`
    expect(many.redact(`no ${last} here`)).toBe('no … here')
  })

  it('is searched in bounded time, whatever it contains', () => {
    const all = known(...SECRETS, 'a'.repeat(2_000))
    for (const unit of ['<', '%', '&#', '\\u00', 'a', 'http://', 'token=', '<b', 'sk_li', ' ', 'A'.repeat(9), '%25']) {
      const text = unit.repeat(200_000)
      // A pattern with catastrophic backtracking takes minutes for this.
      expect({ unit, quick: cpuMs(() => all.redact(text)) < 1_000 }).toEqual({ unit, quick: true })
    }
  })
})
