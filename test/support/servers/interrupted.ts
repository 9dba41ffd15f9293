/** @file Rows of docs/servers.md: uploads that are interrupted, from either side. */

import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { CliResult } from '../cli.ts'
import { type Behaviour, NOT_OFFERED } from './behaviour.ts'
import { addressIn, ask, type Clip, codeIn, MIB, MOMENT_BYTES, offers, openStation, SLOW, type Station } from './station.ts'

/** How an interrupted upload went on, by the offset of the last request that sent something. */
async function howItWentOn(station: Station, clip: Clip, result: CliResult): Promise<string> {
  expect(station.front.asked('POST')).toHaveLength(1)
  expect(result).toMatchObject({ code: 0, summary: { done: 1, failed: 0 } })
  const offset = Number(station.front.asked('PATCH').at(-1)?.headers['upload-offset'])
  const way = offset > 0 ? 'goes on from what arrived' : 'goes on from 0'
  return (await station.stored(result)) === clip.sha256 ? way : 'goes on; **other bytes** are stored'
}

const clientKilled: Behaviour = {
  title: 'Reelay is killed, and started again',
  async observe(kind) {
    await using station = await openStation(kind)
    const clip = await station.clip('match.mov')
    expect((await station.killedAt(clip)).code).toBeNull()
    return await howItWentOn(station, clip, await station.run(...clip.upload))
  },
}

/** The server ends in the middle of an upload and comes back; the command goes on by itself. */
function serverEnds(title: string, signal: 'SIGKILL' | 'SIGTERM'): Behaviour {
  return {
    title,
    async observe(kind) {
      await using station = await openStation(kind)
      const clip = await station.clip('match.mov')
      station.front.pace(SLOW)
      const upload = station.start(...clip.upload)
      await Promise.race([new Promise<void>((resolve) => station.front.at(MOMENT_BYTES, resolve)), upload.result])
      await station.server.stop(signal)
      const hasEnded = await Promise.race([
        upload.waitFor((line) => line['state'] === 'waiting').then(() => false),
        upload.waitFor((line) => line['state'] === 'done').then(() => true),
      ])
      await station.server.start()
      station.front.pace(Number.POSITIVE_INFINITY)
      const way = await howItWentOn(station, clip, await upload.result)
      return hasEnded ? 'the server finishes the upload first' : way
    },
  }
}

const expired: Behaviour = {
  title: 'expiration: an unfinished upload that the server has dropped',
  async observe(kind) {
    await using station = await openStation(kind, { expiresMs: 8_000 })
    if (!(await offers(station, 'expiration'))) return NOT_OFFERED
    const clip = await station.clip('match.mov', 8 * MIB)
    const url = addressIn((await station.killedAt(clip, 3 * MIB)).lines)
    let status = 200
    while (status < 300) {
      // Once is not enough: what the server notes of the broken connection may come later.
      await station.server.expire?.()
      await sleep(200)
      status = (await ask('HEAD', url)).status
    }
    const result = await station.run(...clip.upload)
    // Nobody but a person lets go of what was there.
    expect(station.front.asked('POST')).toHaveLength(1)
    expect(result).toMatchObject({ code: 3, summary: { done: 0, attention: 1 } })
    const code = codeIn(result)
    const anew = await station.run(...clip.upload, '--start-over')
    expect(anew).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(await station.stored(anew)).toBe(clip.sha256)
    return `${status}, \`${code}\`: a person begins anew`
  },
}

const terminated: Behaviour = {
  title: 'termination: a cancelled upload',
  async observe(kind) {
    await using station = await openStation(kind)
    if (!(await offers(station, 'termination'))) return NOT_OFFERED
    const clip = await station.clip('match.mov')
    const url = addressIn((await station.killedAt(clip)).lines)
    const { code, lines } = await station.run('queue', 'cancel', '--all')
    expect({ code, last: lines.at(-1) }).toMatchObject({
      code: 0,
      last: { deletions: { deleted: 1, undeleted: 0, problems: [] } },
    })
    expect(station.front.asked('DELETE').map(({ status }) => status)).toEqual([204])
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
