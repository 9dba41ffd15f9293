import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { runCli, startCli } from '../support/cli.ts'
import { writeClips } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'
import { must } from '../support/watch-cli-harness.ts'

describe('a row of the journal that cannot be read', () => {
  it('is listed with the others, stops nothing, and can be taken off the list', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    const dataDir = folder.in('data')
    await writeClips(folder.in('clips'), 4)
    const upload = ['upload', folder.in('clips'), '--endpoint', server.endpoint]
    await must(runCli(upload, { dataDir }))
    const journal = new DatabaseSync(folder.in('data', 'journal.db'))
    const [first, second, third] = journal
      .prepare('SELECT id FROM uploads ORDER BY position')
      .all()
      .map(({ id }) => String(id))
    const change = (id: string | undefined, to: string) => journal.prepare(`UPDATE uploads SET ${to} WHERE id = ?`).run(id ?? '')
    change(first, `state = 'queued', state_group = 'waiting', metadata = '{"cut'`)
    change(second, `state = 'waiting', state_group = 'waiting', due_at = 1, waiting = '{"reason'`)
    change(third, "state = 'preparing', state_group = 'active', options = 'null'")
    journal.exec("UPDATE history SET failure = 'nonsense'")
    journal.close()

    await using serving = startCli(['serve'], { dataDir })
    await serving.waitFor(({ type }) => type === 'serving')
    const listed = await must(runCli(['queue', 'list'], { dataDir }))
    const damaged = expect.objectContaining({ code: 'queue.unreadable' })
    expect(listed.lines).toMatchObject([
      { id: first, state: 'failed', failure: damaged },
      { id: second, state: 'failed', failure: damaged },
      { id: third, state: 'failed', failure: damaged },
      { state: 'done' },
    ])
    expect(await runCli(['queue', 'retry', '--all'], { dataDir })).toMatchObject({ code: 0, lines: [{ refused: 0 }] })
    expect(await runCli(['queue', 'retry', first ?? ''], { dataDir })).toMatchObject({ code: 1, lines: [{ refused: 1 }] })
    await writeClips(folder.in('more'), 2)
    const more = await runCli(['upload', folder.in('more'), '--endpoint', server.endpoint], { dataDir })
    expect(more).toMatchObject({ code: 0, summary: { done: 2, failed: 0 } })
    await must(runCli(['queue', 'remove', first ?? '', second ?? ''], { dataDir }))
    expect((await must(runCli(['queue', 'list'], { dataDir }))).lines).toHaveLength(4)
    expect((await must(runCli(['receipts'], { dataDir, json: false }))).stdout).toContain('clip')
    serving.kill('SIGTERM')
    expect((await serving.result).code).toBe(130)
    expect(await runCli(upload, { dataDir })).toMatchObject({ code: 0, summary: { done: 0, skipped: 4 } })
  })
})
