/** The built command line where too many files are open: it waits, says so, and sends everything in the end. */
import { mkdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readDoorNote } from '../../src-main/local/door-file.ts'
import { type Line, startCli } from '../support/cli.ts'
import { writeMedia } from '../support/media.ts'
import { skipWhen } from '../support/skip-when.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'
import { must, openWatchBench } from '../support/watch-bench.ts'

const CLIPS = 24
/** Enough to start with, and too few for ten uploads at a time. */
const OPEN_FILES = 36

/** Codes of everything that was ever waited for or stopped at. */
function codesIn(lines: readonly Line[]): string[] {
  const found = JSON.stringify(lines).matchAll(/"code":"([\w.]+)"/g)
  return [...new Set([...found].map(([, code = '']) => code))].sort()
}

describe('with too few open files', () => {
  it('uploads wait for each other, and none is a matter for a person', async (context) => {
    skipWhen(context, process.platform !== 'linux', 'the limit is set by a Linux shell')
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    for (let index = 0; index < CLIPS; index += 1) await writeMedia(folder.in('clips', `C${index}.mp4`), 50_000)
    const args = ['upload', folder.in('clips'), '--endpoint', server.endpoint, '--concurrency', '10']
    await using running = startCli(args, { dataDir: folder.in('data'), openFiles: OPEN_FILES })
    const { code, lines, summary } = await running.result
    expect({ code, summary }).toMatchObject({ code: 0, summary: { done: CLIPS, failed: 0, attention: 0 } })
    expect(codesIn(lines)).toEqual(['system.files'])
  })

  it('a watched folder is neither away nor unreadable, and nothing in it is gone', async (context) => {
    skipWhen(context, process.platform !== 'linux', 'the limit is set by a Linux shell')
    await using bench = await openWatchBench()
    await bench.add()
    await using running = startCli(['watch', 'run'], { dataDir: bench.dataDir, openFiles: 64 })
    await running.waitFor(({ type }) => type === 'note')
    await writeMedia(`${bench.clips}/first.mts`, 20_000)
    await bench.untilArrived(1)
    const eaten = eatDescriptors(bench.dataDir)
    await mkdir(`${bench.clips}/day`)
    for (let index = 0; index < 5; index += 1) await writeMedia(`${bench.clips}/day/C${index}.mts`, 20_000)
    await running.waitFor((line) => JSON.stringify(line).includes('system.files'))
    eaten.end()
    await bench.untilArrived(6)
    await bench.until('all are known as sent', async () => (await bench.files('--state', 'sent')).length === 6)
    running.kill('SIGTERM')
    const { code, lines } = await running.result
    expect(code).toBe(130)
    expect(codesIn(lines)).toEqual(['system.files'])
    const states = lines.filter(({ type }) => type === 'watch').map(({ state }) => state)
    expect(states.filter((state) => state !== 'watching' && state !== 'scanning')).toEqual([])
    await must(bench.cli('watch', 'list'))
  })
})

/** Holds connections to the door until the process that answers there can open nothing any more. */
function eatDescriptors(dataDir: string): { end(): void } {
  const note = readDoorNote(dataDir)
  if (!note) throw new Error('nobody listens')
  const { hostname, port } = new URL(note.address)
  const held = new Set<Socket>()
  let hasEnded = false
  const hold = (): void => {
    if (hasEnded) return
    const socket = connect(Number(port), hostname)
    held.add(socket)
    // One that is let go makes room, which is eaten again.
    socket
      .on('error', () => {})
      .on('close', () => {
        held.delete(socket)
        setTimeout(hold, 20)
      })
  }
  for (let count = 0; count < 100; count += 1) hold()
  return {
    end() {
      hasEnded = true
      for (const socket of held) socket.destroy()
    },
  }
}
