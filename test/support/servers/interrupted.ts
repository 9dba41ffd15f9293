/** @file Rows of docs/servers.md: uploads that the client or the server interrupts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { CliResult } from '../cli.ts'
import { until } from '../until.ts'
import { type Behaviour, NOT_OFFERED } from './behaviour.ts'
import {
  addressIn,
  ask,
  type Clip,
  codeIn,
  MIB,
  MOMENT_BYTES,
  offers,
  openRealServerHarness,
  type RealServerHarness,
  SLOW,
} from './real-server-harness.ts'

/** How an interrupted upload was resumed, by the offset of its last request with bytes. */
async function resumptionOf(harness: RealServerHarness, clip: Clip, result: CliResult): Promise<string> {
  expect(harness.front.requestsBy('POST')).toHaveLength(1)
  expect(result).toMatchObject({ code: 0, summary: { done: 1, failed: 0 } })
  const offset = Number(harness.front.requestsBy('PATCH').at(-1)?.headers['upload-offset'])
  const resumed = offset > 0 ? 'goes on from what arrived' : 'goes on from 0'
  return (await harness.stored(result)) === clip.sha256 ? resumed : 'goes on; **other bytes** are stored'
}

const clientKilled: Behaviour = {
  title: 'Reelay is killed, and started again',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind)
    const clip = await harness.clip('match.mov')
    expect((await harness.killedAt(clip)).code).toBeNull()
    return await resumptionOf(harness, clip, await harness.run(...clip.upload))
  },
}

/** The server ends in the middle of an upload and is started again; the command goes on by itself. */
function serverEnds(title: string, signal: 'SIGKILL' | 'SIGTERM'): Behaviour {
  return {
    title,
    async observe(kind) {
      await using harness = await openRealServerHarness(kind)
      const clip = await harness.clip('match.mov')
      harness.front.pace(SLOW)
      const upload = harness.start(...clip.upload)
      await Promise.race([new Promise<void>((resolve) => harness.front.at(MOMENT_BYTES, resolve)), upload.result])
      await harness.server.stop(signal)
      const hasEnded = await Promise.race([
        upload.waitFor((line) => line['state'] === 'waiting').then(() => false),
        upload.waitFor((line) => line['state'] === 'done').then(() => true),
      ])
      await harness.server.start()
      harness.front.pace(Number.POSITIVE_INFINITY)
      const resumed = await resumptionOf(harness, clip, await upload.result)
      return hasEnded ? 'the server finishes the upload first' : resumed
    },
  }
}

const expired: Behaviour = {
  title: 'expiration: an unfinished upload that the server has dropped',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind, { expiresMs: 8_000 })
    if (!(await offers(harness, 'expiration'))) return NOT_OFFERED
    const clip = await harness.clip('match.mov', 8 * MIB)
    const url = addressIn((await harness.killedAt(clip, 3 * MIB)).lines)
    let status = 200
    const isDropped = async (): Promise<boolean> => {
      // Repeated, because the server may update the date of the upload when it notices the broken connection.
      await harness.server.expire?.()
      await sleep(200)
      status = (await ask('HEAD', url)).status
      return status >= 300
    }
    await until('the upload is dropped', isDropped)
    const result = await harness.run(...clip.upload)
    // Only a person may give up what was stored.
    expect(harness.front.requestsBy('POST')).toHaveLength(1)
    expect(result).toMatchObject({ code: 3, summary: { done: 0, attention: 1 } })
    const code = codeIn(result)
    const anew = await harness.run(...clip.upload, '--start-over')
    expect(anew).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(await harness.stored(anew)).toBe(clip.sha256)
    return `${status}, \`${code}\`: a person begins anew`
  },
}

const terminated: Behaviour = {
  title: 'termination: a cancelled upload',
  async observe(kind) {
    await using harness = await openRealServerHarness(kind)
    if (!(await offers(harness, 'termination'))) return NOT_OFFERED
    const clip = await harness.clip('match.mov')
    const url = addressIn((await harness.killedAt(clip)).lines)
    const { code, lines } = await harness.run('queue', 'cancel', '--all')
    expect({ code, last: lines.at(-1) }).toMatchObject({
      code: 0,
      last: { deletions: { deleted: 1, undeleted: 0, problems: [] } },
    })
    expect(harness.front.requestsBy('DELETE').map(({ status }) => status)).toEqual([204])
    expect([403, 404, 410]).toContain((await ask('HEAD', url)).status)
    return 'deleted at the server'
  },
}

export const INTERRUPTED: readonly Behaviour[] = [
  clientKilled,
  serverEnds('the server is killed, and started again', 'SIGKILL'),
  serverEnds('the server is shut down in order, and started again', 'SIGTERM'),
  expired,
  terminated,
]
