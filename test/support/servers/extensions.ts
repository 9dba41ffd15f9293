/** @file Rows of docs/servers.md: what servers offer beyond the core of tus, and two clients at one upload. */
import { expect } from 'vitest'
import { type Behaviour, NOT_OFFERED } from './behaviour.ts'
import { addressIn, MIB, offers, openRealServerHarness } from './real-server-harness.ts'
import { stuckClient } from './stuck-client.ts'

const PART_BYTES = 6 * MIB
const LOCKED = 423

/** Reelay never sends bytes with the creation, because the address of an upload is stored before its first byte is sent. */
const withUpload: Behaviour = {
  title: 'creation-with-upload',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind)
    const clip = await harness.clip('clip.mp4', MIB)
    const result = await harness.run(...clip.upload)
    expect(harness.front.requestsBy('POST').map(({ bodyBytes }) => bodyBytes)).toEqual([0])
    expect(harness.front.requestsBy('PATCH').map(({ bodyBytes }) => bodyBytes)).toEqual([MIB])
    expect(await harness.stored(result)).toBe(clip.sha256)
    return (await offers(harness, 'creation-with-upload')) ? 'offered, left alone' : NOT_OFFERED
  },
}

const checksums: Behaviour = {
  title: 'checksum: a part that is damaged on its way',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind)
    const isOffered = await offers(harness, 'checksum')
    const clip = await harness.clip('match.mov')
    if (isOffered) harness.front.damagePart()
    const result = await harness.run(...clip.upload, '--chunk-size', String(PART_BYTES))
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(await harness.stored(result)).toBe(clip.sha256)
    const parts = harness.front.requestsBy('PATCH')
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
    await using harness = await openRealServerHarness(kind)
    const clip = await harness.clip('match.mov')
    const url = addressIn((await harness.killedAt(clip)).lines)
    await using other = await stuckClient(harness, url, harness.in('match.mov'))
    const upload = harness.start(...clip.upload)
    // It waits with a reason, or the server lets it continue.
    await Promise.race([upload.waitFor((line) => line['state'] === 'waiting'), upload.result]).catch(() => {})
    const hasWaited = upload.lines.some((line) => line['state'] === 'waiting')
    const wasEnded = other.isOver()
    other.leave()
    const result = await upload.result
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(harness.front.requestsBy('POST')).toHaveLength(1)
    expect(await harness.stored(result)).toBe(clip.sha256)
    if (hasWaited) return 'waits with a reason, goes on'
    return wasEnded ? 'the older request is ended, goes on' : 'both may send, goes on'
  },
}

const refusedClient: Behaviour = {
  title: 'two clients at one upload, where the lock of the server refuses the second with 423',
  async observe(kind) {
    if (!kind.takesLock) return 'takes no lock of one’s own'
    await using harness = await openRealServerHarness(kind, { refusesLocked: true })
    const clip = await harness.clip('match.mov')
    const url = addressIn((await harness.killedAt(clip)).lines)
    await using other = await stuckClient(harness, url, harness.in('match.mov'))
    const upload = harness.start(...clip.upload)
    const waiting = await upload.waitFor((line) => line['state'] === 'waiting')
    expect(waiting['waiting']).toMatchObject({ code: 'upload.locked' })
    const refused = harness.front.seen.filter(({ status }) => status === LOCKED)
    expect(refused.length).toBeGreaterThan(0)
    expect(other.isOver()).toBe(false)
    other.leave()
    const result = await upload.result
    expect(result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(harness.front.requestsBy('POST')).toHaveLength(1)
    expect(await harness.stored(result)).toBe(clip.sha256)
    return `${refused[0]?.status}: waits with \`upload.locked\`, goes on`
  },
}

export const EXTENSIONS: readonly Behaviour[] = [withUpload, checksums, twoClients, refusedClient]
