import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import type { PastUpload } from '../../src-main/contract/history/past-upload.ts'
import { dayOf, plusDays, utcOffsetAt } from '../../src-main/contract/text/day.ts'
import { createHistory } from '../../src-main/engine/history/history.ts'
import type { AgeMark } from '../../src-main/engine/ports/journal.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { createFakeClock } from '../support/fake-clock.ts'
import { silentLog } from '../support/fakes.ts'
import { MANY, makeManyPast, PER_DAY } from '../support/many-past.ts'
import { writeMedia } from '../support/media.ts'
import { zoneAtNoon } from '../support/noon.ts'
import { makeJournalOf15 } from '../support/old-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'

const signal = new AbortController().signal

/** History over a journal, and how many turns of the event loop it took. */
function historyOf(path: string) {
  const journal = openJournal(path)
  let turns = 0
  const clock = {
    ...createFakeClock(),
    async turn() {
      turns += 1
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
  const history = createHistory({
    journal,
    files: { identify: () => Promise.reject(new Error('not used')) },
    accounts: { find: () => null },
    thumbnailId: (text) => text,
    queue: () => {
      throw new Error('not used')
    },
    clock,
    log: silentLog,
    publish: () => {},
  })
  return {
    journal,
    history,
    turnsOf: async (work: () => Promise<unknown>): Promise<number> => {
      turns = 0
      await work()
      return turns
    },
  }
}

describe('a history of 100,000 uploads', { timeout: 300_000 }, () => {
  it('is counted without reading it, found by a search in slices, read to its end in parts, and deleted in slices', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    makeManyPast(path)
    const { journal, history, turnsOf } = historyOf(path)
    const { total, days } = await history.days({ search: '' }, signal)
    expect(total).toBe(MANY)
    expect(days).toHaveLength(Math.ceil(MANY / PER_DAY))
    expect(days[0]?.uploads).toEqual({ sent: PER_DAY - 20, failed: 10, cancelled: 10 })

    const searching = () => history.days({ search: 'CLIP 09999' }, signal)
    expect(
      (await searching()).days.reduce((sum, { uploads }) => sum + uploads.sent + uploads.failed + uploads.cancelled, 0),
    ).toBe(10)
    // Other work has its turn every 2,000 entries.
    expect(await turnsOf(searching)).toBeGreaterThanOrEqual(MANY / 2_000 - 1)

    const middle = days[Math.floor(days.length / 2)]?.day ?? ''
    const page = await history.page({ search: '', from: middle, to: middle, offset: PER_DAY - 5, limit: 100 }, signal)
    expect(page.rows).toHaveLength(5)
    expect(page.rows.every(({ day }) => day === middle)).toBe(true)

    const beyond = { after: `${days[0]?.day}:9999999999999:1`, to: middle }
    expect((await history.page({ search: '', ...beyond, offset: 0, limit: 1 }, signal)).rows[0]?.day).toBe(middle)

    // Also what is found by nothing, and what is far behind.
    const ofNobody = () => history.page({ search: '', accountId: 'nobody', offset: 0, limit: 100 }, signal)
    expect((await ofNobody()).rows).toEqual([])
    expect(await turnsOf(ofNobody)).toBeGreaterThanOrEqual(MANY / 2_000 - 1)
    const atTheEnd = () => history.page({ search: '', offset: MANY - 1, limit: 100 }, signal)
    expect((await atTheEnd()).rows).toHaveLength(1)
    expect(await turnsOf(atTheEnd)).toBeGreaterThanOrEqual(MANY / 2_000 - 1)
    expect(await turnsOf(() => history.page({ search: '', offset: 0, limit: 100 }, signal))).toBe(0)

    let read = 0
    let before: PastUpload | undefined
    for (let after: string | undefined; ; ) {
      const { rows, next } = await history.page(
        { search: '', offset: 0, limit: 1_000, ...(after === undefined ? {} : { after }) },
        signal,
      )
      for (const row of rows) {
        if (before && before.endedAt < row.endedAt) throw new Error('not in order')
        before = row
      }
      read += rows.length
      if (next === null) break
      after = next
    }
    expect(read).toBe(MANY)

    const cutoff = journal.past.find({ search: '' }, null, MANY - 999).next?.endedAt ?? 0
    let slices = 0
    let mark: AgeMark | null = null
    do {
      mark = journal.deleteOld(cutoff, mark, 200)
      slices += 1
    } while (mark)
    expect(journal.past.count()).toBe(MANY - 999)
    expect(slices).toBeGreaterThanOrEqual(5)
    journal.close()
  })

  it('ends a search whose reader is gone', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    makeManyPast(path, { uploads: 20_000 })
    const { journal, history, turnsOf } = historyOf(path)
    const gone = new AbortController()
    const search = (): Promise<unknown> => {
      const found = history.days({ search: 'nothing' }, gone.signal)
      gone.abort(new Error('gone'))
      return found.catch((caught: unknown) => expect(String(caught)).toContain('gone'))
    }
    expect(await turnsOf(search)).toBe(1)
    journal.close()
  })
})

describe('a journal from before there was a History', () => {
  it('gets one entry for each receipt and each row that has ended, with the figures of their days', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    makeJournalOf15(path)
    const { journal, history } = historyOf(path)
    const { rows } = await history.page({ search: '', offset: 0, limit: 100 }, signal)
    const seen = rows.map(({ name, result, rowState, receiptId }) => ({ name, result, rowState, receipt: receiptId !== null }))
    expect(seen).toEqual([
      { name: 'refused.mov', result: 'failed', rowState: 'needs-attention', receipt: false },
      { name: 'cancelled.mov', result: 'cancelled', rowState: 'cancelled', receipt: false },
      { name: 'unplayable.mov', result: 'failed', rowState: 'needs-attention', receipt: true },
      { name: 'done.mov', result: 'sent', rowState: 'done', receipt: true },
      { name: 'gone.mov', result: 'sent', rowState: null, receipt: true },
    ])
    expect(rows[3]).toMatchObject({ links: { mp4: 'https://v.test/done.mp4' }, title: 'Final cut', sha256: 'd'.repeat(64) })
    for (const { endedAt, utcOffset, deletedAt } of rows)
      expect({ utcOffset, deletedAt }).toEqual({ utcOffset: utcOffsetAt(endedAt), deletedAt: null })
    expect(rows[0]).toMatchObject({ failure: { code: 'file.missing' }, accountName: 'removed account' })
    const of = async (search: string): Promise<number> =>
      (await history.page({ search, offset: 0, limit: 9 }, signal)).rows.length
    expect([await of('FINAL CUT'), await of('v.test/done'), await of('d'.repeat(64)), await of('/jobs/gone')]).toEqual([
      1, 1, 1, 1,
    ])
    const { days, total } = await history.days({ search: '' }, signal)
    expect(total).toBe(5)
    expect(days.reduce((sum, { uploads }) => sum + uploads.sent, 0)).toBe(2)
    journal.close()
    const database = new DatabaseSync(path)
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    database.close()
  })
})

describe('days of another time zone', () => {
  it('are those of the calendar of the host, with its distance from UTC, also in entries from before', async () => {
    await using folder = await tempFolder()
    const of = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)
    const script = `import { openJournal } from ${of('../../src-main/adapters/sqlite/journal.ts')}
      import { utcOffsetAt } from ${of('../../src-main/contract/text/day.ts')}
      import { makeJournalOf15 } from ${of('../support/old-journal.ts')}
      makeJournalOf15(process.argv[1])
      const { past } = openJournal(process.argv[1])
      const rows = past.read(past.find({ search: '' }, null, 9).heads.map(({ id }) => id))
      console.log(JSON.stringify([utcOffsetAt(0), ...new Set(rows.map(({ day, utcOffset }) => day + ' ' + utcOffset))]))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder.in('journal.db')], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'Asia/Tokyo' },
    })
    expect(stdout, stderr).not.toBe('')
    expect(JSON.parse(stdout)).toEqual([540, '1970-01-01 540'])
  })
})

describe('reelay history', () => {
  it('lists what was sent, also when its row is gone, by result, account, text and day, and as CSV, JSON and HTML', async () => {
    vi.stubEnv('TZ', zoneAtNoon())
    onTestFinished(() => void vi.unstubAllEnvs())
    await using harness = await openCliHarness()
    for (const name of ['one.mov', 'two.mov']) await writeMedia(harness.folder.in('Match day', name), 10_000)
    await harness.upload(harness.folder.in('Match day'))
    await harness.run(['queue', 'remove', '--all'])
    const { lines } = await harness.run(['history'])
    expect(lines).toMatchObject([
      { type: 'history', result: 'sent', proof: ['accepted'] },
      { type: 'history', result: 'sent', proof: ['accepted'] },
    ])
    const count = async (...flags: string[]): Promise<number> => (await harness.run(['history', ...flags])).lines.length
    const today = dayOf(Date.now())
    expect(await count('--search', 'MATCH DAY/ONE')).toBe(1)
    expect(await count('--search', String(lines[0]?.['sha256']))).toBe(1)
    expect(await count('--result', 'failed')).toBe(0)
    expect(await count('--limit', '1')).toBe(1)
    expect(await count('--to', plusDays(today, -1))).toBe(0)
    expect(await count('--from', plusDays(today, -1), '--to', plusDays(today, 1))).toBe(2)
    const csv = await harness.run(['history', '--format', 'csv'], { json: false })
    expect(csv.stdout.split('\n')).toHaveLength(4)
    const out = harness.folder.in('history.html')
    expect((await harness.run(['history', '--format', 'html', '--out', out], { json: false })).code).toBe(0)
    expect(await readFile(out, 'utf8')).toContain('two.mov')
    const accountId = String(lines[0]?.['accountId'])
    expect(csv.stdout.split('\n')[0]?.trim()).toMatch(/,accountId$/)
    expect(csv.stdout.split('\n')[1]?.trim().endsWith(`,${accountId}`)).toBe(true)
    expect(await count('--account', accountId)).toBe(2)
    for (const typo of ['Studioo', accountId.slice(1)]) {
      const refused = await harness.run(['history', '--account', typo], { json: false })
      expect(refused).toMatchObject({ stdout: '', stderr: expect.stringContaining(typo) })
      expect(refused.code).not.toBe(0)
    }
    await harness.run(['account', 'remove', accountId])
    expect(await count('--account', accountId)).toBe(2)
    for (const wrong of [
      ['--result', 'lost'],
      ['--from', '26.11.2026'],
      ['--limit', '0'],
      ['--format', 'xml'],
      ['--out', out],
    ])
      expect(await harness.run(['history', ...wrong]), wrong.join(' ')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(wrong[0] ?? ''),
      })
  })
})
