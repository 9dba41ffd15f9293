import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { heldChangeSchema, MAX_HELD_PATHS } from '../../../../src-main/contract/queue/held.ts'
import { createHeldFiles } from '../../../../src-main/engine/queue/adding/held-files.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const change = (input: unknown) => heldChangeSchema.parse(input)

describe('held files', () => {
  it('are in the order in which they were added, each once, and outlive the process', async () => {
    await using folder = await tempFolder()
    const journal = openJournal(folder.in('journal.db'))
    const counts: number[] = []
    const held = createHeldFiles({ journal, clock: { now: () => 1 }, onChange: (count) => counts.push(count) })
    held.change(change({ add: ['/z.mov', '/a.mov'] }))
    expect(held.change(change({ add: ['/a.mov', '/card', "/“quoted” ' line\n.mov"] })).paths).toEqual([
      '/z.mov',
      '/a.mov',
      '/card',
      "/“quoted” ' line\n.mov",
    ])
    journal.close()
    const again = openJournal(folder.in('journal.db'))
    const later = createHeldFiles({ journal: again, clock: { now: () => 2 }, onChange: () => {} })
    expect(later.change(change({ release: ['/a.mov', '/unknown'] })).paths).toEqual(['/z.mov', '/card', "/“quoted” ' line\n.mov"])
    expect(later.change(change({ release: 'all', add: ['/new.mov'] })).paths).toEqual(['/new.mov'])
    expect(counts).toEqual([2, 4])
    again.close()
  })

  it('are bounded, and what would be too much changes nothing', () => {
    const journal = openJournal(':memory:')
    const held = createHeldFiles({ journal, clock: { now: () => 1 }, onChange: () => {} })
    held.change({ add: Array.from({ length: MAX_HELD_PATHS }, (_, index) => `/card/C${index}.mov`), release: [] })
    expect(() => held.change({ add: ['/one.mov'], release: [] })).toThrow(`More than ${MAX_HELD_PATHS} files`)
    expect(held.list().paths).toHaveLength(MAX_HELD_PATHS)
    expect(held.change({ add: ['/one.mov'], release: ['/card/C0.mov'] }).paths.at(-1)).toBe('/one.mov')
    journal.close()
  })

  it('have whole names', () => {
    for (const path of ['', '/a\0b', '/\ud800.mov']) expect(heldChangeSchema.safeParse({ add: [path] }).success).toBe(false)
  })
})
