import { describe, expect, it } from 'vitest'
import { CODE_MS, createKeys } from '../../../src-main/http-api/keys.ts'

function harness() {
  let now = 0
  const keys = createKeys(() => now)
  const gone: string[] = []
  return {
    keys,
    gone,
    pass(ms: number): void {
      now += ms
    },
    code: (name: string) => keys.newCode(() => gone.push(name)),
    authorizes: (key: string | null | undefined) => keys.authorizes(`Bearer ${key}`),
  }
}

describe('what authorises a call', () => {
  it('is a token that no two runs share', () => {
    const [one, other] = [harness(), harness()]
    expect([one.authorizes(one.keys.token), one.authorizes(other.keys.token), one.keys.authorizes(undefined)]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('is a session, for a code that works once', () => {
    const { keys, gone, code, authorizes } = harness()
    const given = code('page')
    const session = keys.exchange(given)
    expect([authorizes(session), session === keys.token, authorizes(given)]).toEqual([true, false, false])
    expect(keys.exchange(given)).toBeNull()
    expect(gone).toEqual(['page'])
  })

  it('is no code after a minute, and none that is wrong; that costs the right one nothing', () => {
    const { keys, gone, code, pass } = harness()
    const given = code('page')
    for (let number = 0; number < 1_000; number += 1) expect(keys.exchange(`${given.slice(0, -1)}!`)).toBeNull()
    expect(keys.exchange('')).toBeNull()
    pass(CODE_MS - 1)
    expect(keys.exchange(given)).not.toBeNull()
    const late = code('late')
    pass(CODE_MS)
    expect(keys.exchange(late)).toBeNull()
    expect(gone).toEqual(['page', 'late'])
  })

  it('is nothing that was issued before, once it is renewed', () => {
    const { keys, gone, code, authorizes } = harness()
    const [token, session, open] = [keys.token, keys.exchange(code('used')), code('open')]
    keys.renew()
    expect([authorizes(token), authorizes(session), keys.exchange(open), authorizes(keys.token)]).toEqual([
      false,
      false,
      null,
      true,
    ])
    expect(gone).toEqual(['used', 'open'])
  })

  it('is never more than anybody needs: the oldest go first', () => {
    const { keys, code, authorizes, gone } = harness()
    const first = keys.exchange(code('first'))
    for (let number = 0; number < 200; number += 1) keys.exchange(code(''))
    expect(authorizes(first)).toBe(false)
    const codes = Array.from({ length: 21 }, (_, index) => code(`page ${index}`))
    expect(gone.at(-1)).toBe('page 0')
    expect(keys.exchange(codes[1] ?? '')).not.toBeNull()
  })
})
