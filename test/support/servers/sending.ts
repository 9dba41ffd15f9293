/** @file Rows of docs/servers.md: uploads that nothing interrupts. */
import { expect } from 'vitest'
import { AUTHORITY } from '../tls-front.ts'
import type { Behaviour } from './behaviour.ts'
import { addressIn, CLIP_BYTES, codeIn, idIn, MIB, openRealServerHarness } from './real-server-harness.ts'

const FILES = 20

const upload: Behaviour = {
  title: 'a file of 24 MiB',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind)
    const clip = await harness.clip('match.mov')
    const result = await harness.run(...clip.upload)
    expect(result).toMatchObject({ code: 0, summary: { done: 1, bytes: CLIP_BYTES } })
    expect(await harness.stored(result)).toBe(clip.sha256)
    expect(harness.front.requestsBy('POST')).toHaveLength(1)
    return 'arrives, identical'
  },
}

const empty: Behaviour = {
  title: 'a file of 0 bytes',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind)
    const clip = await harness.clip('empty.mov', 0)
    const result = await harness.run(...clip.upload)
    if (harness.front.requestsBy('POST').length > 0) {
      expect(result).toMatchObject({ code: 0, summary: { done: 1, bytes: 0 } })
      expect(await harness.stored(result)).toBe(clip.sha256)
      return 'arrives'
    }
    expect(result).toMatchObject({ code: 3, summary: { done: 0, attention: 1 } })
    return `nothing is made: \`${codeIn(result)}\``
  },
}

const many: Behaviour = {
  title: `${FILES} files at once`,
  async observe(kind) {
    await using harness = await openRealServerHarness(kind)
    const clips = await Promise.all(
      Array.from({ length: FILES }, (_, index) => harness.clip(`clip${String(index).padStart(2, '0')}.mp4`, MIB + index)),
    )
    const result = await harness.run('upload', harness.in(''), '--endpoint', harness.front.endpoint, '--concurrency', '10')
    expect(result).toMatchObject({ code: 0, summary: { done: FILES } })
    const urls = new Set(result.lines.flatMap((line) => (typeof line['uploadUrl'] === 'string' ? [line['uploadUrl']] : [])))
    const stored = await Promise.all([...urls].map((url) => harness.server.stored(idIn(url))))
    expect(stored.sort()).toEqual(clips.map(({ sha256 }) => sha256).sort())
    expect(harness.front.requestsBy('POST')).toHaveLength(FILES)
    return 'arrive, identical'
  },
}

const behindProxy: Behaviour = {
  title: 'a proxy that ends TLS and rewrites `Location` to http',
  async observe(kind) {
    const location = (url: string): string => new URL(url, 'http://localhost/').href.replace(/^https:/, 'http:')
    await using harness = await openRealServerHarness(kind, {}, { tls: true, location })
    expect((await harness.run('settings', 'set', `caFile=${AUTHORITY}`)).code).toBe(0)
    const clip = await harness.clip('clip.mp4', MIB)
    const result = await harness.run(...clip.upload)
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(addressIn(result.lines)).toMatch(/^https:/)
    expect(await harness.stored(result)).toBe(clip.sha256)
    return 'arrives over TLS'
  },
}

const tooLarge: Behaviour = {
  title: 'a file over the maximum size',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind, { maxSizeBytes: 500_000 })
    const clip = await harness.clip('clip.mp4', MIB)
    const result = await harness.run(...clip.upload)
    expect({ code: codeIn(result), summary: result.summary }).toMatchObject({
      code: 'upload.tooLarge',
      summary: { done: 0, failed: 1 },
    })
    expect(harness.front.requestsBy('PATCH')).toEqual([])
    return harness.front.requestsBy('POST').length === 0 ? 'refused before anything is made' : 'refused when it is made'
  },
}

export const SENDING: readonly Behaviour[] = [upload, empty, many, behindProxy, tooLarge]
