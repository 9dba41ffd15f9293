import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeClips } from '../support/media.ts'
import { must } from '../support/watch-cli-harness.ts'

describe('a row of the journal that cannot be read', () => {
  it('is listed with the others, stops nothing, and can be taken off the list', async () => {
    await using harness = await openCliHarness()
    const { folder, run, start, upload } = harness
    await writeClips(folder.in('clips'), 4)
    await must(upload(folder.in('clips')))
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

    await using serving = start(['serve'])
    await serving.waitFor(({ type }) => type === 'serving')
    const listed = await must(run(['queue', 'list']))
    const damaged = expect.objectContaining({ code: 'queue.unreadable' })
    expect(listed.lines).toMatchObject([
      { id: first, state: 'failed', failure: damaged },
      { id: second, state: 'failed', failure: damaged },
      { id: third, state: 'failed', failure: damaged },
      { state: 'done' },
    ])
    expect(await run(['queue', 'retry', '--all'])).toMatchObject({ code: 0, lines: [{ refused: 0 }] })
    expect(await run(['queue', 'retry', first ?? ''])).toMatchObject({ code: 1, lines: [{ refused: 1 }] })
    await writeClips(folder.in('more'), 2)
    const more = await upload(folder.in('more'))
    expect(more).toMatchObject({ code: 0, summary: { done: 2, failed: 0 } })
    await must(run(['queue', 'remove', first ?? '', second ?? '']))
    expect((await must(run(['queue', 'list']))).lines).toHaveLength(4)
    expect((await must(run(['receipts'], { json: false }))).stdout).toContain('clip')
    serving.kill('SIGTERM')
    expect((await serving.result).code).toBe(130)
    expect(await upload(folder.in('clips'))).toMatchObject({ code: 0, summary: { done: 0, skipped: 4 } })
  })
})
