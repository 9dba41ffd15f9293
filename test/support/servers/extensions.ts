/** @file Rows of docs/servers.md: what servers offer beyond the core of tus, and two clients at one upload. */
import { expect } from 'vitest'
import { type Behaviour, NOT_OFFERED } from './behaviour.ts'
import { addressIn, MIB, offers, openStation } from './station.ts'
import { stuckClient } from './stuck-client.ts'

const PART_BYTES = 6 * MIB
const LOCKED = 423

/** The address of an upload is stored before its first byte is sent, so that no byte goes with its creation. */
const withUpload: Behaviour = {
  title: 'creation-with-upload',
  async observe(kind) {
    await using station = await openStation(kind)
    const clip = await station.clip('clip.mp4', MIB)
    const result = await station.run(...clip.upload)
    expect(station.front.asked('POST').map(({ bodyBytes }) => bodyBytes)).toEqual([0])
    expect(station.front.asked('PATCH').map(({ bodyBytes }) => bodyBytes)).toEqual([MIB])
    expect(await station.stored(result)).toBe(clip.sha256)
    return (await offers(station, 'creation-with-upload')) ? 'offered, left alone' : NOT_OFFERED
  },
}

const checksums: Behaviour = {
  title: 'checksum: a part that is damaged on its way',
  async observe(kind) {
    await using station = await openStation(kind)
    const isOffered = await offers(station, 'checksum')
    const clip = await station.clip('match.mov')
    if (isOffered) station.front.damagePart()
    const result = await station.run(...clip.upload, '--chunk-size', String(PART_BYTES))
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(await station.stored(result)).toBe(clip.sha256)
    const parts = station.front.asked('PATCH')
    const named = new Set(parts.map(({ headers }) => String(headers['upload-checksum'] ?? '').split(' ')[0]))
    if (!isOffered) {
      expect(named).toEqual(new Set(['']))
      return NOT_OFFERED
    }
    expect(named.size).toBe(1)
    return `${[...named][0]}: refused with ${parts[0]?.status}, sent again`
  },
}

const twoClients: Behaviour = {
  title: 'two clients at one upload',
  async observe(kind) {
    await using station = await openStation(kind)
    const clip = await station.clip('match.mov')
    const url = addressIn((await station.killedAt(clip)).lines)
    await using other = await stuckClient(station, url, station.in('match.mov'))
    const upload = station.start(...clip.upload)
    // It waits with a reason, or it has the upload to itself.
    await Promise.race([upload.waitFor((line) => line['state'] === 'waiting'), upload.result]).catch(() => {})
    const hasWaited = upload.lines.some((line) => line['state'] === 'waiting')
    const wasEnded = other.isOver()
    other.leave()
    const result = await upload.result
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(station.front.asked('POST')).toHaveLength(1)
    expect(await station.stored(result)).toBe(clip.sha256)
    if (hasWaited) return 'waits with a reason, goes on'
    return wasEnded ? 'the older request is ended, goes on' : 'both may send, goes on'
  },
}

const refusedClient: Behaviour = {
  title: 'two clients at one upload, where the lock of the server refuses the second with 423',
  async observe(kind) {
    if (!kind.takesLock) return 'takes no lock of one’s own'
    await using station = await openStation(kind, { refusesLocked: true })
    const clip = await station.clip('match.mov')
    const url = addressIn((await station.killedAt(clip)).lines)
    await using other = await stuckClient(station, url, station.in('match.mov'))
    const upload = station.start(...clip.upload)
    const waiting = await upload.waitFor((line) => line['state'] === 'waiting')
    expect(waiting['waiting']).toMatchObject({ code: 'upload.locked' })
    const refused = station.front.seen.filter(({ status }) => status === LOCKED)
    expect(refused.length).toBeGreaterThan(0)
    expect(other.isOver()).toBe(false)
    other.leave()
    const result = await upload.result
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(station.front.asked('POST')).toHaveLength(1)
    expect(await station.stored(result)).toBe(clip.sha256)
    return `${refused[0]?.status}: waits with \`upload.locked\`, goes on`
  },
}

export const EXTENSIONS: readonly Behaviour[] = [withUpload, checksums, twoClients, refusedClient]
