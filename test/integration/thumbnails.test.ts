import { appendFile, readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../src-main/contract/channels.ts'
import type { Envelope, Input, Output } from '../../src-main/contract/requests.ts'
import type { ThumbnailView } from '../../src-main/contract/thumbnails.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { copyClip, ffmpeg, framesFile, withoutFfmpeg } from '../support/frames.ts'
import { rawCall } from '../support/http-api-harness.ts'

type CliHarness = Awaited<ReturnType<typeof openCliHarness>>

/** A host with one clip in its queue, as a page reaches it. */
async function serve(harness: CliHarness, env: Readonly<Record<string, string>> = withoutFfmpeg) {
  const { folder, server } = harness
  await copyClip('red-blue.webm', folder.in('clip.webm'))
  await harness.run(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`])
  const host = harness.start(['serve'], { env })
  const link = new URL(String((await host.waitFor(({ type }) => type === 'serving'))['url']))
  const token = new URLSearchParams(link.hash.slice(1)).get('token') ?? ''
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  async function envelope<C extends Channel>(channel: C, input: Input<C>): Promise<Envelope<Output<C>>> {
    const answer = await fetch(`${link.origin}/rpc/${channel}`, { method: 'POST', headers, body: JSON.stringify(input) })
    return (await answer.json()) as Envelope<Output<C>>
  }
  async function ask<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
    const answer = await envelope(channel, input)
    if (!answer.ok) throw new Error(`${answer.error.code} ${JSON.stringify(answer.error.params)}`)
    return answer.value
  }
  const { added } = await ask('queue.add', { paths: [folder.in('clip.webm')], destination: { account: 'Studio' } })
  const [row = ''] = added
  return {
    host,
    origin: link.origin,
    port: Number(link.port),
    token,
    headers,
    row,
    ask,
    envelope,
    want: async (): Promise<ThumbnailView | undefined> => (await ask('thumbnails.want', { ids: [row] }))[0],
    ticket: async (): Promise<string> => (await ask('thumbnails.open', { id: row })).ticket ?? '',
    media: (ticket: string, init: RequestInit = {}) => fetch(`${link.origin}/media/${ticket}`, init),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  }
}

const CLIP = await readFile(framesFile('red-blue.webm'))
const PICTURE = await readFile(new URL('../fixtures/frames/lossy.webp', import.meta.url))

describe('a clip that a page decodes', () => {
  it('is served by a ticket: whole, and in ranges as a browser asks for them', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    expect(await page.want()).toMatchObject({ state: 'page' })
    const ticket = await page.ticket()
    expect(ticket).toMatch(/^[0-9a-f]{64}$/)
    const whole = await page.media(ticket)
    expect([whole.status, Buffer.from(await whole.arrayBuffer())]).toEqual([200, CLIP])
    const facts = Object.fromEntries(whole.headers)
    expect(facts).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(CLIP.length),
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(facts['content-security-policy']).toContain("default-src 'none'")
    expect(facts['content-security-policy']).toContain("media-src 'self'")
    for (const [range, start, end] of [
      ['bytes=0-', 0, CLIP.length],
      ['bytes=100-199', 100, 200],
      ['bytes=-10', CLIP.length - 10, CLIP.length],
      ['bytes=100-999999', 100, CLIP.length],
    ] as const) {
      const part = await page.media(ticket, { headers: { range } })
      expect([range, part.status, part.headers.get('content-range')]).toEqual([
        range,
        206,
        `bytes ${start}-${end - 1}/${CLIP.length}`,
      ])
      expect(Buffer.from(await part.arrayBuffer())).toEqual(CLIP.subarray(start, end))
    }
  })

  it('has no bytes beyond its end', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const ticket = await page.ticket()
    const none = await page.media(ticket, { headers: { range: `bytes=${CLIP.length}-` } })
    expect([none.status, none.headers.get('content-range'), await none.text()]).toEqual([416, `bytes */${CLIP.length}`, ''])
  })

  it('is served to nobody without a valid ticket: none, a wrong one, one in other words, one that is used', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const ticket = await page.ticket()
    const wrong = ticket.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    const key = { authorization: `Bearer ${page.token}` }
    for (const name of [
      '0'.repeat(64),
      wrong,
      page.row,
      ticket.toUpperCase().replace(/^[0-9]+$/, 'A'),
      `${ticket}0`,
      '__proto__',
      'constructor',
    ])
      for (const headers of [{}, key]) expect([name, (await page.media(name, { headers })).status]).toEqual([name, 401])
    const raw = async (target: string): Promise<string> =>
      (await rawCall(page.port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${page.port}\r\nConnection: close\r\n\r\n`)).slice(
        9,
        12,
      )
    const { folder } = harness
    for (const target of [
      '/media/',
      '/media',
      `/media/${ticket}/..`,
      `/media/../media/${wrong}`,
      `/media/..%2f..%2f${encodeURIComponent(folder.in('clip.webm'))}`,
      `/media/${encodeURIComponent(folder.in('clip.webm'))}`,
      `/media/%00`,
      `/media/${ticket}%00`,
    ])
      expect([target, await raw(target)]).toEqual([target, '401'])
    expect((await page.media(ticket)).status).toBe(200)
    await page.ask('thumbnails.keep', { ticket, picture: PICTURE.toString('base64') })
    expect((await page.media(ticket)).status).toBe(401)
  })

  it('is served to no page from elsewhere, whatever ticket it has', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const ticket = await page.ticket()
    expect((await page.media(ticket, { headers: { origin: 'http://evil.test' } })).status).toBe(403)
    const rebound = `GET /media/${ticket} HTTP/1.1\r\nHost: evil.test:${page.port}\r\nConnection: close\r\n\r\n`
    expect((await rawCall(page.port, rebound)).slice(9, 12)).toBe('403')
  })

  it('is served until the token changes with which its ticket was made', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const ticket = await page.ticket()
    expect((await page.media(ticket)).status).toBe(200)
    const renewed = await fetch(`${page.origin}/new-token`, { method: 'POST', headers: page.headers, body: '{}' })
    expect(renewed.status).toBe(200)
    expect((await page.media(ticket)).status).toBe(401)
    expect(
      (await fetch(`${page.origin}/rpc/thumbnails.open`, { method: 'POST', headers: page.headers, body: '{}' })).status,
    ).toBe(401)
  })

  it('is served as long as it is the one that was added', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const ticket = await page.ticket()
    await appendFile(harness.folder.in('clip.webm'), 'more')
    expect((await page.media(ticket)).status).toBe(401)
  })

  it('gives no ticket for what is not in the queue', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    for (const id of ['nothing', harness.folder.in('clip.webm'), '../clip.webm'])
      expect(await page.envelope('thumbnails.open', { id })).toMatchObject({ ok: false, error: { code: 'queue.unknown' } })
  })
})

describe('a thumbnail', () => {
  it('is what a page hands over, to whoever has the token', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const kept = await page.ask('thumbnails.keep', { ticket: await page.ticket(), picture: PICTURE.toString('base64') })
    expect(kept).toMatchObject({ state: 'ready' })
    const address = `${page.origin}/thumbnails/${kept.id}`
    const answer = await fetch(address, { headers: page.headers })
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, PICTURE])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    expect((await fetch(address)).status).toBe(401)
    expect((await fetch(address, { headers: { ...page.headers, origin: 'http://evil.test' } })).status).toBe(403)
  })

  it('that is not there, or is no id, is not found, and no file is looked for', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const view = await page.want()
    for (const id of [
      view?.id ?? '',
      '0'.repeat(64),
      'nothing',
      '..%2f..%2fsecret.key',
      '..%2fdoor.json',
      '__proto__',
      `${'0'.repeat(64)}.none`,
    ])
      expect([id, (await fetch(`${page.origin}/thumbnails/${id}`, { headers: page.headers })).status]).toEqual([id, 404])
  })

  it('is a picture: nothing else is taken, and what is too large is refused before it is decoded', async () => {
    await using harness = await openCliHarness()
    await using page = await serve(harness)
    const ticket = await page.ticket()
    const refused = { ok: false, error: { code: 'input.invalid' } }
    expect(await page.envelope('thumbnails.keep', { ticket, picture: 'A'.repeat(200_000) })).toMatchObject(refused)
    expect(await page.envelope('thumbnails.keep', { ticket, picture: 'not base64 at all!' })).toMatchObject(refused)
    const html = Buffer.from('<script>alert(1)</script>').toString('base64')
    expect(await page.envelope('thumbnails.keep', { ticket, picture: html })).toMatchObject(refused)
    expect(await readdir(`${harness.dataDir}/thumbnails`).catch(() => [])).toEqual([])
  })

  it('is made by ffmpeg where it is installed, and is there at the next start without it', async (context) => {
    context.skip(ffmpeg === null, 'ffmpeg is not installed')
    await using harness = await openCliHarness()
    {
      await using page = await serve(harness, {})
      await expect.poll(page.want).toMatchObject({ state: 'ready' })
      const view = await page.want()
      const answer = await fetch(`${page.origin}/thumbnails/${view?.id}`, { headers: page.headers })
      expect(answer.headers.get('content-type')).toBe('image/jpeg')
      page.host.kill('SIGKILL')
      await page.host.result
    }
    await using again = await serve(harness)
    const rows = await again.ask('queue.page', { filter: { group: 'all', search: '' }, offset: 0, limit: 10 })
    const ids = rows.rows.map(({ id }) => id).slice(-1)
    // Its file is looked at before its picture is known; nobody here can make another.
    await expect.poll(() => again.ask('thumbnails.want', { ids })).toMatchObject([{ state: 'ready' }])
  })
})
