import { describe, expect, it } from 'vitest'
import { type StatReportedDeps, statReported } from '../../../../src-main/engine/watch/reported-changes.ts'

describe('reports of names that differ in case alone', () => {
  it('lead to a scan of their folder, which alone has the name; others to a stat of the file', async () => {
    const asked: string[] = []
    const deps = {
      key: '',
      root: () => '/clips',
      files: {
        stat: async (path: string) => {
          asked.push(path)
          return null
        },
      },
      watchedFiles: { at: () => null },
      reconciler: { resolveMoves: async () => {} },
      signal: () => new AbortController().signal,
      atOnce: (work: () => void) => work(),
    } as unknown as StatReportedDeps
    const { folders, gone } = await statReported(deps, ['day/first.mxf', 'day/FIRST.mxf', 'day/other.mxf'])
    expect(asked).toEqual(['/clips/day/other.mxf'])
    expect(new Set(folders)).toEqual(new Set(['day', 'day/other.mxf']))
    expect(gone).toEqual([])
  })
})
