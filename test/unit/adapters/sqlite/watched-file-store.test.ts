import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, vi } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { WatchedFile } from '../../../../src-main/engine/watch/ports.ts'

type NewEntry = Omit<WatchedFile, 'id'>

function anEntry(change: Partial<NewEntry> = {}): NewEntry {
  return {
    folder: 'uuid:1/clips',
    directory: '',
    name: 'C0001.MP4',
    sizeBytes: 10,
    mtimeNs: '1763639999123456789',
    inode: '18446744073709551615',
    birthNs: '1763639999000000001',
    state: 'waiting',
    reason: null,
    uploadId: null,
    receiptId: null,
    sha256: null,
    afterwards: null,
    movedTo: null,
    failure: null,
    media: null,
    at: 5,
    goneAt: null,
    ...change,
  }
}

const folder = anEntry().folder
const all = { state: 'all', search: '' } as const

describe('the store of watched files', () => {
  it('returns every field as it was inserted and saved', () => {
    const { watched } = openJournal(':memory:')
    const stored = watched.insert(anEntry({ directory: 'DCIM/Füchse 🦊', name: 'e\u0301.mov' }))
    expect(watched.get(stored.id)).toEqual(stored)
    const saved: WatchedFile = {
      ...stored,
      directory: 'elsewhere',
      name: 'other.mov',
      sizeBytes: 60_000_000_000,
      mtimeNs: '1',
      inode: '2',
      birthNs: '3',
      state: 'sent',
      reason: 'changed',
      uploadId: 'u',
      receiptId: 'r',
      sha256: 'ab'.repeat(32),
      afterwards: 'failed',
      movedTo: '/sent/other.mov',
      failure: failure('watch.notMoved', { path: '/x', reason: 'y' }, { detail: 'words' }),
      at: 6,
      goneAt: 7,
    }
    watched.save(saved)
    expect([watched.get(stored.id), watched.ofUpload('u'), watched.get(99)]).toEqual([saved, saved, null])
  })

  it('has one present file at a path, and any number of files that are gone', () => {
    const { watched } = openJournal(':memory:')
    const first = watched.insert(anEntry({ state: 'sent' }))
    expect(() => watched.insert(anEntry())).toThrow()
    watched.save({ ...first, goneAt: 9 })
    const second = watched.insert(anEntry({ inode: '2' }))
    expect(watched.at(folder, '', 'C0001.MP4')).toEqual(second)
    expect(watched.at(folder, '', 'c0001.mp4')).toBeNull()
    expect(watched.at('uuid:2/clips', '', 'C0001.MP4')).toBeNull()
    expect(watched.insert(anEntry({ folder: 'uuid:2/clips' })).id).toBeGreaterThan(second.id)
  })

  it('lists a directory by name, and the directories that contain files', () => {
    const { watched } = openJournal(':memory:')
    for (const name of ['b', 'a', 'd', 'c']) watched.insert(anEntry({ directory: 'one', name }))
    watched.insert(anEntry({ directory: 'one', name: 'e', goneAt: 1 }))
    watched.insert(anEntry({ directory: 'one/below', name: 'f' }))
    watched.insert(anEntry({ directory: 'left', name: 'g', goneAt: 1 }))
    watched.insert(anEntry({ folder: 'other', directory: 'theirs', name: 'h' }))
    const names = (after: string) => watched.inDirectory(folder, 'one', after, 3).map(({ name }) => name)
    expect([names(''), names('c'), names('d')]).toEqual([['a', 'b', 'c'], ['d'], []])
    expect(watched.directories(folder)).toEqual(['one', 'one/below'])
    expect(watched.directories('never')).toEqual([])
  })

  it('finds the very same file, gone or not, and sent files that are like it', () => {
    const { watched } = openJournal(':memory:')
    const gone = watched.insert(anEntry({ state: 'sent', goneAt: 1 }))
    const here = watched.insert(anEntry({ directory: 'a' }))
    watched.insert(anEntry({ directory: 'b', sizeBytes: 11 }))
    watched.insert(anEntry({ directory: 'c', mtimeNs: '1' }))
    expect(watched.sameFile(folder, anEntry())).toEqual([here, gone])
    expect(watched.sameFile(folder, { ...anEntry(), inode: '1' })).toEqual([])

    const named = watched.insert(anEntry({ state: 'sent', directory: 'd', mtimeNs: '2' }))
    const timed = watched.insert(anEntry({ state: 'sent', directory: 'e', name: 'X.MP4' }))
    watched.insert(anEntry({ state: 'sent', directory: 'f', name: 'Y.MP4', mtimeNs: '3' }))
    watched.insert(anEntry({ state: 'sent', directory: 'g', sizeBytes: 9 }))
    expect(watched.alike(folder, 'C0001.MP4', anEntry()).map(({ id }) => id)).toEqual([timed.id, named.id, gone.id])
  })

  it('returns the newest twenty files that are alike, at most', () => {
    const { watched } = openJournal(':memory:')
    const made = Array.from({ length: 30 }, (_, n) => watched.insert(anEntry({ state: 'sent', directory: String(n) })))
    expect(watched.alike(folder, 'C0001.MP4', anEntry()).map(({ id }) => id)).toEqual(
      made
        .map(({ id }) => id)
        .reverse()
        .slice(0, 20),
    )
  })

  it('shows and counts files that are gone only if they were sent', () => {
    const { watched } = openJournal(':memory:')
    const ids = [
      watched.insert(anEntry({ name: '1_.mp4', state: 'sent', goneAt: 1 })),
      watched.insert(anEntry({ name: '2.mp4', state: 'ignored', reason: 'declined', goneAt: 1 })),
      watched.insert(anEntry({ name: '3.mp4', state: 'sent' })),
      watched.insert(anEntry({ name: '4%.MP4', state: 'ignored', reason: 'declined' })),
      watched.insert(anEntry({ name: '5.txt', state: 'ignored', reason: 'extension' })),
      watched.insert(anEntry({ folder: 'other', name: '6.mp4' })),
    ].map(({ id }) => id)
    const shown = (filter: Parameters<typeof watched.page>[1], offset = 0, limit = 10) =>
      watched.page(folder, filter, offset, limit).map(({ id }) => ids.indexOf(id) + 1)
    expect(shown(all)).toEqual([5, 4, 3, 1])
    expect(shown(all, 1, 2)).toEqual([4, 3])
    expect(shown({ state: 'sent', search: '' })).toEqual([3, 1])
    expect(shown({ state: 'ignored', reason: 'declined', search: '' })).toEqual([4])
    expect(shown({ state: 'all', reason: 'extension', search: '' })).toEqual([5])
    expect(shown({ state: 'all', search: 'mp4' })).toEqual([4, 3, 1])
    expect(shown({ state: 'all', search: 'MP4' })).toEqual([4, 3, 1])
    expect([shown({ state: 'all', search: '%' }), shown({ state: 'all', search: '_' })]).toEqual([[4], [1]])
    for (const filter of [
      all,
      { state: 'sent', search: '' },
      { state: 'ignored', reason: 'declined', search: '' },
      { state: 'all', reason: 'extension', search: '' },
      { state: 'all', search: 'mp4' },
      { state: 'queued', search: '' },
    ] as const) {
      expect(watched.count(folder, filter)).toBe(shown(filter).length)
      const walked: number[] = []
      for (let after = 0; ; ) {
        const [next] = watched.idsAfter(folder, filter, after, 1)
        if (next === undefined) break
        walked.push(ids.indexOf(next) + 1)
        after = next
      }
      expect(walked).toEqual(shown(filter).reverse())
    }
  })

  it('lists files in a state, gone or not, and those that are still to be moved', () => {
    const { watched } = openJournal(':memory:')
    const made = [
      anEntry({ name: 'a', state: 'queued' }),
      anEntry({ name: 'b', state: 'queued', goneAt: 1 }),
      anEntry({ name: 'c', state: 'sent', afterwards: 'pending' }),
      anEntry({ name: 'd', state: 'sent', afterwards: 'failed' }),
      anEntry({ name: 'e', state: 'sent', afterwards: 'pending', goneAt: 1 }),
      anEntry({ name: 'f', state: 'queued', afterwards: 'pending' }),
    ].map((entry) => watched.insert(entry))
    const names = (entries: readonly WatchedFile[]) => entries.map(({ name }) => name).join('')
    expect(names(watched.inState(folder, 'queued', 0, 10))).toBe('abf')
    expect(names(watched.inState(folder, 'queued', made[0]?.id ?? 0, 1))).toBe('b')
    expect(names(watched.toMove(folder, 0, 10))).toBe('cde')
    expect(names(watched.toMove(folder, made[2]?.id ?? 0, 10))).toBe('de')
  })

  it('never reuses the id of a deleted file', () => {
    const { watched } = openJournal(':memory:')
    const { id } = watched.insert(anEntry())
    watched.delete(id)
    expect(watched.get(id)).toBeNull()
    expect(watched.insert(anEntry()).id).toBeGreaterThan(id)
  })
})

describe('tallies', () => {
  it('equal the counts of the rows after every change', () => {
    const { watched } = openJournal(':memory:')
    const states = ['waiting', 'asking', 'queued', 'sent', 'ignored'] as const
    const reasons = [null, 'growing', 'extension', 'declined'] as const
    const rows = new Map<number, WatchedFile>()
    let seed = 7
    const draw = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor(seed / 65_536) % below
    }
    const drawn = () => ({
      state: states[draw(states.length)] ?? 'waiting',
      reason: reasons[draw(reasons.length)] ?? null,
      sizeBytes: draw(1_000),
      goneAt: draw(3) === 0 ? 1 : null,
    })
    for (let step = 0; step < 600; step += 1) {
      const entry = [...rows.values()][draw(Math.max(1, rows.size))]
      if (!entry || step < 100) {
        const made = watched.insert(anEntry({ name: `${step}`, folder: draw(2) === 0 ? folder : 'other', ...drawn() }))
        rows.set(made.id, made)
      } else if (draw(5) === 0) {
        watched.delete(entry.id)
        rows.delete(entry.id)
      } else {
        const next = { ...entry, ...drawn() }
        watched.save(next)
        rows.set(next.id, next)
      }
    }
    for (const name of [folder, 'other']) {
      const expected = new Map<string, { state: string; reason: string | null; files: number; sizeBytes: number }>()
      for (const { folder: at, state, reason, sizeBytes, goneAt } of rows.values()) {
        if (at !== name || (goneAt !== null && state !== 'sent')) continue
        const before = expected.get(`${state} ${reason}`) ?? { state, reason, files: 0, sizeBytes: 0 }
        expected.set(`${state} ${reason}`, { ...before, files: before.files + 1, sizeBytes: before.sizeBytes + sizeBytes })
      }
      const byKey = (one: { state: string; reason: string | null }) => `${one.state} ${one.reason}`
      expect([...watched.tallies(name)].sort((a, b) => byKey(a).localeCompare(byKey(b)))).toEqual(
        [...expected.values()].sort((a, b) => byKey(a).localeCompare(byKey(b))),
      )
    }
    expect(watched.tallies('never')).toEqual([])
  })
})

describe('every query of watched files and of batches', () => {
  it('is answered by an index', () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
    const journal = openJournal(':memory:')
    const { id } = journal.watched.insert(anEntry())
    prepare.mockClear()
    const { watched, batches, uploads, bulk } = journal
    watched.inDirectory(folder, '', '', 1)
    watched.directories(folder)
    watched.at(folder, '', 'a')
    watched.ofUpload('u')
    watched.sameFile(folder, anEntry())
    watched.alike(folder, 'a', anEntry())
    watched.save({ ...anEntry(), id })
    watched.inState(folder, 'sent', 0, 1)
    watched.toMove(folder, 0, 1)
    for (const state of ['all', 'sent'] as const) {
      for (const filter of [
        { state, search: '' },
        { state, search: 'a' },
        { state, reason: 'declined', search: 'a' },
      ] as const) {
        watched.page(folder, filter, 0, 1)
        watched.count(folder, filter)
        watched.idsAfter(folder, filter, 0, 1)
      }
    }
    watched.tallies(folder)
    watched.get(id)
    watched.delete(id)
    batches.insert({ id: 'b', watchId: 'w', name: 'n', createdAt: 1, settledAt: null })
    batches.get('b')
    batches.settle('b', 1)
    batches.list('w', 0, 1)
    batches.list(null, 0, 1)
    batches.count('w')
    batches.tally('b')
    batches.open()
    uploads.page({ group: 'all', search: '', batchId: 'b' }, 0, 1)
    uploads.count({ group: 'all', search: '', batchId: 'b' })
    bulk.part({ group: 'all', search: '', batchId: 'b' }, 0, 1)
    const statements = prepare.mock.calls.map(([sql]) => sql).filter((sql) => /^(SELECT|UPDATE|DELETE)/.test(sql))
    prepare.mockRestore()
    expect(statements.length).toBeGreaterThan(20)

    const plans = openPlans()
    const bad = statements.flatMap((sql) => {
      const details = plans(sql)
      const scans = details.filter((line) => /^SCAN (watched|uploads|receipts|batches)\b/.test(line) && !line.includes('INDEX'))
      const sorts = details.filter((line) => line.includes('ORDER BY') && !/UNION|watched\.id IN|rowid IN|batch_id/.test(sql))
      return [...scans, ...sorts].map((line) => `${line}: ${sql}`)
    })
    expect(bad).toEqual([])
    const alike = statements.filter((sql) => sql.includes('UNION')).flatMap(plans)
    for (const index of ['watched_sent_of_name', 'watched_sent_of_time']) expect(alike.join('\n')).toContain(index)
    const inside = statements.filter((sql) => sql.includes('watched.id IN (SELECT id FROM watched WHERE'))
    expect(inside.length).toBeGreaterThan(5)
    for (const sql of inside) expect(plans(sql).join('\n'), sql).toMatch(/SEARCH watched USING COVERING INDEX/)
  })
})

/** The query plan of a statement. */
function openPlans(): (sql: string) => string[] {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  openJournal(':memory:').watched.directories(folder)
  const connection: unknown = prepare.mock.contexts.at(-1)
  prepare.mockRestore()
  if (!(connection instanceof DatabaseSync)) throw new Error('no database was opened')
  return (sql) =>
    connection
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row['detail']))
}
