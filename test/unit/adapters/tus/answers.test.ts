import { describe, expect, it } from 'vitest'
import {
  capabilitiesIn,
  expiryIn,
  resumeOffset,
  retryAfter,
  sentOffset,
  serverMessage,
  statusFailure,
  uploadLocation,
} from '../../../../src-main/adapters/tus/answers.ts'
import type { ErrorCode } from '../../../../src-main/contract/errors/errors.ts'
import type { HttpAnswer } from '../../../../src-main/engine/ports/http.ts'
import type { TusRequestKind } from '../../../../src-main/engine/ports/transfer.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

function answer(status: number, headers: Record<string, string> = {}, body = '', url = 'https://host.test/files/'): HttpAnswer {
  return { status, headers, body, url }
}

describe('the status of an answer', () => {
  const codeFor = (kind: TusRequestKind, status: number, headers = {}) =>
    statusFailure(answer(status, headers), { kind, accountName: 'Studio', sizeBytes: 10 }, NOW)?.code ?? null

  const table: [number, ErrorCode | null, ErrorCode | null][] = [
    // status, to POST, to HEAD and PATCH
    [204, null, null],
    [302, 'server.notTus', 'server.notTus'],
    [400, 'server.rejected', 'server.rejected'],
    [401, 'account.signIn', 'account.signIn'],
    [403, 'account.forbidden', 'account.forbidden'],
    [404, 'server.notFound', 'upload.expired'],
    [408, 'server.error', 'server.error'],
    [409, 'server.rejected', 'upload.conflict'],
    [410, 'server.notFound', 'upload.expired'],
    [460, 'upload.checksum', 'upload.checksum'],
    [412, 'server.notTus', 'server.notTus'],
    [413, 'upload.tooLarge', 'upload.tooLarge'],
    [423, 'upload.locked', 'upload.locked'],
    [425, 'server.error', 'server.error'],
    [429, 'server.busy', 'server.busy'],
    [500, 'server.error', 'server.error'],
    [503, 'server.error', 'server.error'],
  ]
  it.each(table)('%d means %s to a creation and %s to an upload that exists', (status, create, existing) => {
    expect([codeFor('create', status), codeFor('resume', status), codeFor('send', status)]).toEqual([create, existing, existing])
  })

  it('takes the page of a captive portal for a problem of the network, never for a refusal', () => {
    const page = '<!DOCTYPE html><html><head><title>Hotel Wi-Fi</title></head></html>'
    const of = (kind: TusRequestKind, status: number, headers = {}, body = page) =>
      statusFailure(answer(status, headers, body), { kind, accountName: 'Studio', sizeBytes: 10 }, NOW)
    for (const kind of ['create', 'resume', 'send', 'delete', 'probe'] as const) {
      expect(of(kind, 403)).toMatchObject({ code: 'network.portal', detail: 'Hotel Wi-Fi' })
    }
    for (const status of [200, 204, 302, 307]) {
      expect(of('resume', status, { 'content-type': 'text/html; charset=utf-8' }, '')?.code, `${status}`).toBe('network.portal')
      expect(of('send', status)?.code, `${status}`).toBe('network.portal')
    }
    expect(of('send', 511)?.code).toBe('network.portal')
    expect(of('resume', 200, { 'content-type': 'text/html', 'upload-offset': '3' }, '')).toBeNull()
    expect(of('create', 200)).toBeNull()
    expect(of('send', 500)?.code).toBe('server.error')
    expect(of('send', 403, {}, 'you may not')?.code).toBe('account.forbidden')
  })

  it('counts a date in Retry-After from the clock of the server, whatever the clock here shows', () => {
    const headers = { date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }
    const request = { kind: 'send', accountName: 'Studio', sizeBytes: 10 } as const
    expect(statusFailure(answer(429, headers), request, NOW)?.retryAfterMs).toBe(30_000)
  })

  it('takes a 503 with Retry-After as busy', () => {
    expect(codeFor('send', 503, { 'retry-after': '30' })).toBe('server.busy')
  })

  it('reads Retry-After in seconds and as a date', () => {
    const waitMs = (value: string) => retryAfter(answer(429, { 'retry-after': value }), NOW)
    expect(waitMs('120')).toBe(120_000)
    expect(waitMs('Fri, 20 Nov 2026 12:01:00 GMT')).toBe(60_000)
    expect(waitMs('Fri, 20 Nov 2026 11:00:00 GMT')).toBe(0)
    expect(waitMs('soon')).toBeUndefined()
  })

  it('keeps the server’s own message, without markup', () => {
    expect(serverMessage(answer(500, {}, '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'))).toBe(
      '502 Bad Gateway',
    )
    expect(serverMessage(answer(400, {}, 'ERR_UPLOAD_REJECTED: no\nroom'))).toBe('ERR_UPLOAD_REJECTED: no room')
  })
})

describe('the offset in an answer', () => {
  const head = (offset: string | undefined, length: string | undefined, accepted = 0) =>
    resumeOffset(
      answer(200, { ...(offset && { 'upload-offset': offset }), ...(length && { 'upload-length': length }) }),
      100,
      accepted,
    )

  it('is believed when length and offset can be right', () => {
    expect(head('40', '100', 40)).toEqual({ offset: 40, failure: null })
    expect(head('100', '100')).toEqual({ offset: 100, failure: null })
  })

  it.each([
    [undefined, '100', 0, 'server.answer'],
    ['40', undefined, 0, 'server.answer'],
    ['-1', '100', 0, 'server.answer'],
    ['40', '200', 0, 'upload.lengthMismatch'],
    ['101', '100', 0, 'upload.offsetBeyond'],
    ['39', '100', 40, 'upload.offsetBackwards'],
  ])('is doubted for offset %s, length %s after %d confirmed: %s', (offset, length, accepted, code) => {
    expect(head(offset, length, accepted).failure?.code).toBe(code)
  })

  it.each([
    ['60', null],
    ['55', null],
    ['61', 'upload.offsetBeyond'],
    ['50', 'server.answer'],
    ['49', 'upload.offsetBackwards'],
    [undefined, 'server.answer'],
  ])('after sending 10 bytes from 50, %s leads to %s', (offset, code) => {
    const position = sentOffset(answer(204, offset === undefined ? {} : { 'upload-offset': offset }), 50, 10)
    expect(position.failure?.code ?? null).toBe(code)
  })
})

describe('the address of a new upload', () => {
  it('may be relative or absolute', () => {
    expect(uploadLocation(answer(201, { location: '/files/1' })).url).toBe('https://host.test/files/1')
    expect(uploadLocation(answer(201, { location: '1' })).url).toBe('https://host.test/files/1')
    expect(uploadLocation(answer(201, { location: 'https://up.test/1?tusv2=true' })).url).toBe('https://up.test/1?tusv2=true')
  })

  it('is never unprotected when the endpoint is protected', () => {
    expect(uploadLocation(answer(201, { location: 'http://host.test/files/1' })).failure?.code).toBe('server.location')
    expect(uploadLocation(answer(201, { location: 'ftp://host.test/1' })).failure?.code).toBe('server.location')
    expect(uploadLocation(answer(201, { location: 'http://nas.local/files/1' }, '', 'http://nas.local/files/')).url).toBe(
      'http://nas.local/files/1',
    )
  })

  it('is missed in a web page', () => {
    const page = answer(200, { 'content-type': 'text/html' }, '<!doctype html><title>Welcome to Hotel Wi-Fi</title>')
    expect(uploadLocation(page).failure).toMatchObject({
      code: 'server.notTus',
      params: { reason: 'a web page (200) without an address for the upload' },
      detail: 'Welcome to Hotel Wi-Fi',
    })
  })
})

describe('what a server announces', () => {
  it('is its extensions and its size limit', () => {
    const headers = { 'tus-version': '1.0.0', 'tus-extension': 'creation, termination', 'tus-max-size': '1000' }
    expect(capabilitiesIn(answer(204, headers))).toEqual({
      extensions: ['creation', 'termination'],
      checksums: [],
      maxSizeBytes: 1000,
    })
    expect(capabilitiesIn(answer(204, { 'tus-version': '1.0.0' }))).toEqual({
      extensions: [],
      checksums: [],
      maxSizeBytes: null,
    })
    const checking = { 'tus-version': '1.0.0', 'tus-extension': 'checksum', 'tus-checksum-algorithm': 'md5,sha1' }
    expect(capabilitiesIn(answer(204, checking))?.checksums).toEqual(['md5', 'sha1'])
    expect(capabilitiesIn(answer(204, { ...checking, 'tus-extension': 'creation' }))?.checksums).toEqual([])
    expect(capabilitiesIn(answer(200, {}, '<html>'))).toBeNull()
  })

  it('is when an unfinished upload expires', () => {
    expect(expiryIn(answer(201, { 'upload-expires': 'Fri, 20 Nov 2026 13:00:00 GMT' }))).toBe(NOW + 3_600_000)
    expect(expiryIn(answer(201, { 'upload-expires': 'tomorrow' }))).toBeNull()
  })
})
