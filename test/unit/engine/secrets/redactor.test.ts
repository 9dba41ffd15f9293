import { describe, expect, it } from 'vitest'
import { failure, helpOf } from '../../../../src-main/contract/errors/errors.ts'
import { phrase } from '../../../../src-main/contract/i18n/phrase.ts'
import { PartialStatus } from '../../../../src-main/engine/providers/partial-status.ts'
import { createKnownSecrets } from '../../../../src-main/engine/secrets/known-secrets.ts'
import { createRedactor } from '../../../../src-main/engine/secrets/redactor.ts'

const ANSWER = { state: 'pending', percent: null, words: '', parts: [], links: {}, reason: null, sizeBytes: null } as const

const KEY = 'my-secret-value-0123456789'

function redactorWith(secret = KEY) {
  const known = createKnownSecrets()
  known.note(secret)
  return createRedactor(known)
}

describe('a failure of a server', () => {
  it.each([370, 380, 390, 395, 399])('is truncated to 400 characters only after redaction (%d before the key)', (before) => {
    const { detail = '' } = redactorWith().failure(
      failure('server.rejected', {}, { detail: `${'x'.repeat(before)} ${KEY} and more ${'y'.repeat(200)}` }),
    )
    expect(detail).not.toContain('my-')
    expect(detail.length).toBeLessThanOrEqual(401)
  })

  it('contains no end of a key, however often the key is repeated', () => {
    const { detail = '' } = redactorWith().failure(failure('server.rejected', {}, { detail: `${KEY} `.repeat(5_000) }))
    expect(detail.replace(/[…\s]/g, '')).toBe('')
    const glued = redactorWith().failure(failure('server.rejected', {}, { detail: KEY.repeat(5_000) }))
    expect(glued.detail).toBe('…')
  })

  it('is redacted in every parameter', () => {
    const reported = redactorWith().failure(failure('server.foreign', { host: 'h', target: `${KEY}.evil.example` }))
    expect(reported.params).toEqual({ host: 'h', target: '….evil.example' })
  })

  it('is redacted in the parameters of its phrases', () => {
    const reason = phrase('{asked} got {answer}', { asked: phrase('the answer of {host}', { host: 'h' }), answer: `no ${KEY}` })
    const reported = redactorWith().failure(failure('server.answer', { host: 'h', reason }))
    expect(JSON.stringify(reported)).not.toContain(KEY)
    expect(helpOf(reported)).toContain('the answer of h got no …')
  })

  it('about a file of this machine names it literally', () => {
    const problem = failure('file.missing', { path: `/clips/two  spaces/${KEY}.mp4` })
    expect(redactorWith().failure(problem)).toBe(problem)
  })
})

it('an unexpected error is redacted, in its stack as well', () => {
  const redacted = redactorWith().error(new Error(`cannot send ${KEY}`)) as Error
  expect(redacted.message).toBe('cannot send …')
  expect(redacted.stack).not.toContain(KEY)
})

it('the answers before a failed status call stay with its error, redacted', () => {
  const answers = new Map([['v1', { ...ANSWER, words: `state ${KEY}` }]])
  const busy = failure('server.busy', { host: 'h' }, { detail: `slow down, ${KEY}` })
  const redacted = redactorWith().error(new PartialStatus(busy, answers, 'v2', new Error(`cannot send ${KEY}`)))
  if (!(redacted instanceof PartialStatus)) throw new Error('another error')
  expect([redacted.failure.detail, redacted.about, redacted.answers.get('v1')?.words]).toEqual(['slow down, …', 'v2', 'state …'])
  expect(String(Object(redacted.cause).message)).toBe('cannot send …')
})

it('status texts, reasons, parts and links of a video are redacted', () => {
  const reported = redactorWith().status({
    state: 'failed',
    percent: null,
    words: `state ${KEY}`,
    parts: [{ name: `720p ${KEY}`, percent: 1 }],
    links: { hls: `https://cdn.example/a.m3u8?token=${KEY}&x=1`, embed: '<iframe src="https://p.example/?h=abc"></iframe>' },
    reason: `cannot open https://a.example/b?sig=unknown with ${KEY}`,
    sizeBytes: null,
  })
  expect(reported).toMatchObject({
    words: 'state …',
    parts: [{ name: '720p …' }],
    links: { hls: 'https://cdn.example/a.m3u8?token=…&x=1', embed: '<iframe src="https://p.example/?h=abc"></iframe>' },
    reason: 'cannot open https://a.example/b?… with …',
  })
})

it('the expiry of a signature is not mistaken for a key that a server returned as an id', () => {
  const known = createKnownSecrets()
  known.noteHeaders({
    authorizationsignature: `${'f'.repeat(20)}0123456789`,
    authorizationexpire: '1764176400',
    signature: 'abcdef0123456789',
  })
  const reported = createRedactor(known)
  expect(reported.isSecret(['1764176400123', '42', 'a3f1c9', '5f0c2a4e-91d3-4b7a-8c55-e2fa60d7b39c'])).toBe(false)
  expect(reported.isSecret(['video-abcdef0123456789'])).toBe(true)
  expect(known.redact('ends at 1764176400')).toBe('ends at 1764176400')
})
