import { describe, expect, it } from 'vitest'
import { lookAtReported, type ReportedDeps } from '../../../../src-main/engine/watch/reported.ts'

describe('reports of names that differ in case alone', () => {
  it('lead to a look at their folder, which alone knows the name; others to a look at the file', async () => {
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
      reconciler: { settleSuspects: async () => {} },
      signal: () => new AbortController().signal,
      atOnce: (work: () => void) => work(),
    } as unknown as ReportedDeps
    const { folders, gone } = await lookAtReported(deps, ['day/first.mxf', 'day/FIRST.mxf', 'day/other.mxf'])
    expect(asked).toEqual(['/clips/day/other.mxf'])
    expect(new Set(folders)).toEqual(new Set(['day', 'day/other.mxf']))
    expect(gone).toEqual([])
  })
})
