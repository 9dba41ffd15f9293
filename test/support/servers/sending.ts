/** @file Rows of docs/servers.md: uploads that nothing interrupts. */
import { expect } from 'vitest'
import { AUTHORITY } from '../tls-front.ts'
import type { Behaviour } from './behaviour.ts'
import { addressIn, CLIP_BYTES, codeIn, idIn, MIB, openStation } from './station.ts'

const FILES = 20

const upload: Behaviour = {
  title: 'a file of 24 MiB',
  async observe(kind) {
    await using station = await openStation(kind)
    const clip = await station.clip('match.mov')
    const result = await station.run(...clip.upload)
    expect(result).toMatchObject({ code: 0, summary: { done: 1, bytes: CLIP_BYTES } })
    expect(await station.stored(result)).toBe(clip.sha256)
    expect(station.front.asked('POST')).toHaveLength(1)
    return 'arrives, identical'
  },
}

const empty: Behaviour = {
  title: 'a file of 0 bytes',
  async observe(kind) {
    await using station = await openStation(kind)
    const clip = await station.clip('empty.mov', 0)
    const result = await station.run(...clip.upload)
    if (station.front.asked('POST').length > 0) {
      expect(result).toMatchObject({ code: 0, summary: { done: 1, bytes: 0 } })
      expect(await station.stored(result)).toBe(clip.sha256)
      return 'arrives'
    }
    expect(result).toMatchObject({ code: 3, summary: { done: 0, attention: 1 } })
    return `nothing is made: \`${codeIn(result)}\``
  },
}

const many: Behaviour = {
  title: `${FILES} files at once`,
  async observe(kind) {
    await using station = await openStation(kind)
    const clips = await Promise.all(
      Array.from({ length: FILES }, (_, index) => station.clip(`clip${String(index).padStart(2, '0')}.mp4`, MIB + index)),
    )
    const result = await station.run('upload', station.in(''), '--endpoint', station.front.endpoint, '--concurrency', '10')
    expect(result).toMatchObject({ code: 0, summary: { done: FILES } })
    const urls = new Set(result.lines.flatMap((line) => (typeof line['uploadUrl'] === 'string' ? [line['uploadUrl']] : [])))
    const stored = await Promise.all([...urls].map((url) => station.server.stored(idIn(url))))
    expect(stored.sort()).toEqual(clips.map(({ sha256 }) => sha256).sort())
    expect(station.front.asked('POST')).toHaveLength(FILES)
    return 'arrive, identical'
  },
}

const behindProxy: Behaviour = {
  title: 'a proxy that ends TLS and rewrites `Location` to http',
  async observe(kind) {
    const location = (url: string): string => new URL(url, 'http://localhost/').href.replace(/^https:/, 'http:')
    await using station = await openStation(kind, {}, { tls: true, location })
    expect((await station.run('settings', 'set', `caFile=${AUTHORITY}`)).code).toBe(0)
    const clip = await station.clip('clip.mp4', MIB)
    const result = await station.run(...clip.upload)
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(addressIn(result.lines)).toMatch(/^https:/)
    expect(await station.stored(result)).toBe(clip.sha256)
    return 'arrives over TLS'
  },
}

const tooLarge: Behaviour = {
  title: 'a file over the maximum size',
  async observe(kind) {
    await using station = await openStation(kind, { maxSizeBytes: 500_000 })
    const clip = await station.clip('clip.mp4', MIB)
    const result = await station.run(...clip.upload)
    expect({ code: codeIn(result), summary: result.summary }).toMatchObject({
      code: 'upload.tooLarge',
      summary: { done: 0, failed: 1 },
    })
    expect(station.front.asked('PATCH')).toEqual([])
    return station.front.asked('POST').length === 0 ? 'refused before anything is made' : 'refused when it is made'
  },
}

export const SENDING: readonly Behaviour[] = [upload, empty, many, behindProxy, tooLarge]
