import { createHash } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { openWatchCliHarness } from '../../support/watch-cli-harness.ts'
import { runWriter } from '../../support/writer.ts'
import { contentOf } from '../../support/writers/mp4.ts'

const KILLS = 8
const CLIPS = 24
/** Of a folder that the harness adds. */
const QUIET_MS = 1_000

describe('kill -9 while clips arrive', () => {
  it(`at ${KILLS} random moments: every clip is there once, whole`, async () => {
    await using harness = await openWatchCliHarness({ patienceMs: 90_000 })
    await harness.add()
    harness.server.slowDown(4_000_000)
    const jobs = Array.from({ length: CLIPS }, (_, index) => {
      const name = `A${String(index).padStart(3, '0')}`
      return {
        path: join(harness.clips, name.slice(0, 3), `${name}.mp4`),
        seed: name,
        sizeBytes: 300_000,
        everyMs: 60,
        times: 10,
      }
    })
    const writing = runWriter('recorder', jobs)
    for (let kill = 0; kill < KILLS; kill += 1) {
      const running = harness.run()
      await running.waitFor((line) => line.type === 'note')
      await sleep(300 + Math.random() * 2_200)
      running.kill('SIGKILL')
      expect((await running.result).code).toBeNull()
    }
    const finished = await writing
    const last = await harness.run('--once').result
    expect(last.code).toBe(0)

    const hashOf = new Map(finished.map(({ path, sha256 }) => [path.split('/').at(-1), sha256]))
    const arrived = await harness.arrived()
    expect(arrived.map(({ name }) => name)).toEqual([...hashOf.keys()].toSorted())
    for (const { name, sha256 } of arrived) expect(sha256, name).toBe(hashOf.get(name))
    expect(await harness.files('--state', 'sent')).toHaveLength(CLIPS)
    expect((await harness.run('--once').result).summary).toMatchObject({ done: 0, failed: 0, attention: 0 })
  })
})

describe('a storm of renames', () => {
  it('ends with every clip sent once, under whatever name', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add()
    const running = await harness.watching()
    const hashes: string[] = []
    const names = Array.from({ length: 12 }, (_, index) => `clip${index}`)
    for (const name of names) hashes.push(await writeMedia(join(harness.clips, `${name}.mxf`), 60_000))
    for (let round = 0; round < 15; round += 1) {
      for (const name of names) {
        const from = join(harness.clips, round === 0 ? `${name}.mxf` : `${name} ${round}.mxf`)
        await rename(from, join(harness.clips, `${name} ${round + 1}.mxf`))
      }
      await sleep(200)
    }
    await harness.until('all are known as sent', async () => (await harness.files('--state', 'sent')).length === names.length)
    const whole = await harness.arrived()
    expect(whole.map(({ sha256 }) => sha256).toSorted()).toEqual(hashes.toSorted())
    running.kill('SIGTERM')
    await running.result
    const { code, summary } = await harness.run('--once').result
    expect({ code, done: summary?.['done'] }).toEqual({ code: 0, done: 0 })
  })

  it('of one name by safe saving: the last content is sent, each version at most once', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add('--changed', 'send')
    await harness.watching()
    const path = join(harness.clips, 'project.mxf')
    let content: Buffer = Buffer.alloc(0)
    // Only on a busy machine there are any.
    let longPauses = 0
    for (let version = 0; version < 20; version += 1) {
      const from = performance.now()
      content = contentOf(`version ${version}`, 40_000)
      await writeFile(`${path}.tmp`, content)
      await rename(`${path}.tmp`, path)
      await sleep(150)
      if (performance.now() - from > QUIET_MS / 2) longPauses += 1
    }
    const last = createHash('sha256').update(content).digest('hex')
    await harness.until('the last version is sent', async () => (await harness.arrived()).some(({ sha256 }) => sha256 === last))
    await harness.until('nothing waits', async () => (await harness.files('--state', 'waiting')).length === 0)
    const hashes = (await harness.arrived()).map(({ sha256 }) => sha256)
    expect(hashes).toEqual([...new Set(hashes)])
    expect(harness.creations.length).toBeLessThanOrEqual(1 + longPauses)
    await rm(path)
  })
})
