/** The built command line where too many files are open: it waits, says so, and sends everything in the end. */
import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type Line, startCli } from '../support/cli.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'
import { must, openWatchCliHarness } from '../support/watch-cli-harness.ts'

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
    context.skip(process.platform !== 'linux', 'the limit is set by a Linux shell')
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
    context.skip(process.platform !== 'linux', 'the limit is set by a Linux shell')
    await using harness = await openWatchCliHarness({ patienceMs: 110_000 })
    await harness.add()
    await must(harness.cli('settings', 'set', 'concurrency=10'))
    // Each upload holds its file and its connection for a while.
    harness.server.slowDown(100_000)
    for (let index = 0; index < CLIPS; index += 1) await writeMedia(`${harness.clips}/C${index}.mts`, 200_000)
    await using running = startCli(['watch', 'run'], { dataDir: harness.dataDir, openFiles: OPEN_FILES + 6 })
    await running.waitFor((line) => JSON.stringify(line).includes('system.files'))
    await mkdir(`${harness.clips}/day`)
    for (let index = 0; index < 5; index += 1) await writeMedia(`${harness.clips}/day/D${index}.mts`, 20_000)
    harness.server.slowDown(Number.POSITIVE_INFINITY)
    await harness.untilArrived(CLIPS + 5)
    await harness.until('all are known as sent', async () => (await harness.files('--state', 'sent')).length === CLIPS + 5)
    running.kill('SIGTERM')
    const { code, lines } = await running.result
    expect(code).toBe(130)
    // While nothing can be opened, changes may be unreported, which is said and ends.
    expect(codesIn(lines).filter((one) => one !== 'watch.unreported')).toEqual(['system.files'])
    const states = lines.filter(({ type }) => type === 'watch').map(({ state }) => state)
    expect(states.filter((state) => state !== 'watching' && state !== 'scanning')).toEqual([])
  })
})
