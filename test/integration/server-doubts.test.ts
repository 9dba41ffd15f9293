import { describe, expect, it } from 'vitest'
import { attempt, sendOnePart, someBytes } from '../support/tus-client.ts'
import { startTusServer } from '../support/tus-server.ts'

const MIB = 1024 * 1024
const PAGE = '<!DOCTYPE html><html><head><title>Welcome to the hotel</title></head></html>'
const FIXED = { chunkBytes: MIB, chunks: { min: MIB, max: MIB, step: 1 } }
const content = someBytes(4 * MIB)

describe('doubts about what answers', () => {
  const page = { 'content-type': 'text/html; charset=utf-8', connection: 'close' }
  const pages = [
    ['HEAD', 403, page],
    ['HEAD', 200, page],
    ['HEAD', 302, { ...page, location: 'http://127.0.0.1:1/sign-in' }],
    ['PATCH', 403, page],
    ['PATCH', 200, page],
    ['PATCH', 307, { ...page, location: 'http://127.0.0.1:1/sign-in' }],
    ['PATCH', 511, page],
  ] as const

  it.each(pages)(
    'pages instead of all answers, here to %s (%d), are the network, and the upload goes on later',
    async (...one) => {
      const [method, status, headers] = one
      await using server = await startTusServer()
      const first = await sendOnePart(server, { content, target: FIXED })
      let isPortal = false
      server.intercept((request, response) => {
        isPortal ||= request.method === method
        if (isPortal) response.writeHead(status, headers).end(PAGE)
        return isPortal
      })
      const second = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: first })
      expect(second.outcome).toMatchObject({ kind: 'failed', failure: { code: 'network.portal' } })
      server.intercept(() => false)
      const third = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: second })
      expect(third.outcome).toEqual({ kind: 'complete' })
      expect(await server.uploads()).toMatchObject([{ storedBytes: content.length }])
    },
  )

  it.each(pages.filter(([, status]) => status === 403 || status === 200))(
    'a page for %s (%d) alone comes from the host, and is not called a sign-in of the network',
    async (method, status, headers) => {
      await using server = await startTusServer()
      const first = await sendOnePart(server, { content, target: FIXED })
      server.answer(method, status, headers, PAGE)
      const { outcome } = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: first })
      expect(outcome).toMatchObject({
        kind: 'failed',
        failure: { code: 'upload.blocked', params: { status: String(status) } },
      })
      if (method === 'PATCH') expect(outcome).toMatchObject({ failure: { detail: 'Welcome to the hotel' } })
    },
  )

  it('a refusal in the host’s own form stays one', async () => {
    await using server = await startTusServer()
    const first = await sendOnePart(server, { content, target: FIXED })
    server.answer('HEAD', 403, { 'content-type': 'application/json' })
    const { outcome } = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: first })
    expect(outcome).toMatchObject({ failure: { code: 'account.forbidden' } })
  })

  it('a refused sign-in says how wrong the clock of this computer is', async () => {
    await using server = await startTusServer()
    const first = await sendOnePart(server, { content, target: FIXED })
    const date = new Date(Date.now() - 42 * 60_000).toUTCString()
    server.answer('PATCH', 401, { date, connection: 'close' }, 'signature expired')
    const { outcome } = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: first })
    expect(outcome).toMatchObject({
      failure: {
        code: 'account.signIn',
        detail: 'signature expired. The clock of this computer is 42 min ahead of the host',
      },
    })
    server.answer('PATCH', 401, { connection: 'close' }, 'no such key')
    const honest = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: first })
    expect(honest.outcome).toMatchObject({ failure: { code: 'account.signIn', detail: 'no such key' } })
  })

  it.each([
    ['upload.offsetBackwards', { 'upload-offset': '1', 'upload-length': String(4 * MIB) }],
    ['upload.offsetBeyond', { 'upload-offset': String(4 * MIB + 1), 'upload-length': String(4 * MIB) }],
    ['upload.lengthMismatch', { 'upload-offset': String(MIB), 'upload-length': String(4 * MIB + 1) }],
    ['server.answer', { 'upload-offset': String(MIB) }],
    ['server.answer', { 'upload-length': String(4 * MIB) }],
    ['server.answer', { 'upload-offset': '-1', 'upload-length': String(4 * MIB) }],
  ])('a position that cannot be right is %s, and nothing is sent', async (code, headers) => {
    await using server = await startTusServer()
    const first = await sendOnePart(server, { content, target: FIXED })
    server.answer('HEAD', 200, { ...headers, 'tus-resumable': '1.0.0' })
    server.requests.length = 0
    const { outcome } = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: first })
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code } })
    // Before a host is accused of a loss it is asked once more.
    const asked = code === 'upload.offsetBackwards' ? ['HEAD', 'HEAD'] : ['HEAD']
    expect(server.requests.map((request) => request.split(' ')[0])).toEqual(asked)
  })

  it.each([
    ['upload.offsetBeyond', { 'upload-offset': String(3 * MIB) }],
    ['upload.offsetBackwards', { 'upload-offset': '0' }],
    ['server.answer', { 'upload-offset': String(MIB) }],
    ['server.answer', {}],
  ])('an accepted part with a wrong position is %s', async (code, headers) => {
    await using server = await startTusServer()
    const first = await sendOnePart(server, { content, target: FIXED })
    server.answer('PATCH', 204, { ...headers, 'tus-resumable': '1.0.0', connection: 'close' })
    const { outcome, acceptedBytes } = await attempt({ content, endpoint: server.endpoint, target: FIXED, before: first })
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code } })
    expect(acceptedBytes).toBe(MIB)
  })
})
