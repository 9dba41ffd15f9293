import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { NOTHING_ADDED } from '../../../../src-main/contract/queue/outcomes.ts'
import { DEFAULT_WATCH_RULES } from '../../../../src-main/contract/watch.ts'
import { locationOn } from '../../../../src-main/engine/files/file-locations.ts'
import type { LocatedFile } from '../../../../src-main/engine/files/same-file.ts'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import type { AddChosen } from '../../../../src-main/engine/queue/queue-port.ts'
import { createChosenFiles } from '../../../../src-main/engine/watch/chosen-files.ts'
import { noFolders } from '../../../support/fakes.ts'

const CARD: Volume = {
  id: 'card',
  fileSystem: { id: 'uuid-1', subpath: '' },
  label: 'CARD',
  kind: 'removable',
  root: '/media/card',
  stableInodes: true,
}
const rules = {
  ...DEFAULT_WATCH_RULES,
  accountId: 'club',
  titleTemplate: 'Match {name}',
  priority: 1,
  options: { privacy: 'public' },
} as const

interface Given {
  readonly links?: Readonly<Record<string, string>>
  /** Names of what the watch does not send by itself. */
  readonly leavesOut?: readonly string[]
  /** What is below the folders that are sent. */
  readonly tree?: readonly string[]
}

function createChosen({ links = {}, leavesOut = [], tree = [] }: Given = {}) {
  const judged: string[] = []
  const asked: Parameters<AddChosen>[0][] = []
  const begun: string[] = []
  const chosen = createChosenFiles({
    files: {
      ...noFolders.folderFiles,
      folder: async (path) => (path.endsWith('.mov') ? null : { path: links[path] ?? path, device: '1', inode: '1' }),
    },
    volumes: { ...noFolders.volumes, of: async () => CARD },
    profiles: {
      get(id: string) {
        if (id !== 'exports') throw new FailureError(failure('watch.unknown', { id }))
        return { id, path: '/media/card/Exports', rules }
      },
    } as never,
    batches: {
      async byHand(_watchId, name, add) {
        begun.push(name)
        return add('batch')
      },
    },
    async addChosen(input) {
      asked.push(input)
      const found = tree.filter((file) => input.paths.some((path) => file.startsWith(path)))
      const leftOut = found.flatMap((path) => {
        const problem = input.leaveOut?.({ path, real: path, location: '' } as LocatedFile)
        return problem ? [{ path, failure: problem }] : []
      })
      return { ...NOTHING_ADDED, batchId: input.batchId ?? '', leftOut }
    },
    rootOf: () => '/media/card/Exports',
    sendsAutomatically(_id, directory, { name }) {
      judged.push(`${directory}: ${name}`)
      return !leavesOut.includes(name)
    },
  })
  const isLeftOut = (file: Pick<LocatedFile, 'real' | 'location'>) =>
    asked[0]?.leaveOut?.({ ...file, path: file.real } as LocatedFile)?.code === 'watch.ownFile'
  return { chosen, asked, begun, judged, isLeftOut }
}

describe('files that are sent by the rules of a watched folder', () => {
  it('have its account, options, titles and priority, and are a batch of it', async () => {
    const { chosen, asked, begun } = createChosen()
    await chosen.send({ id: 'exports', paths: ['/other/a.mov'] })
    expect(begun).toEqual(['Exports'])
    expect(asked).toMatchObject([
      {
        batchId: 'batch',
        paths: ['/other/a.mov'],
        destination: { account: 'club' },
        title: 'Match {name}',
        priority: 1,
        options: { privacy: 'public' },
      },
    ])
  })

  it('are not those that the folder itself sends, whatever path leads to them', async () => {
    const { chosen, asked, isLeftOut } = createChosen({ links: { '/link': '/media/card/Exports/Day 1' } })
    const outcome = await chosen.send({ id: 'exports', paths: ['/media/card/Exports', '/link', '/media/card'] })
    expect(outcome.leftOut.map(({ path, failure: { code, params } }) => [path, code, params['folder']])).toEqual([
      ['/media/card/Exports', 'watch.ownFile', 'Exports'],
    ])
    expect(asked[0]?.paths).toEqual(['/link', '/media/card'])
    expect(isLeftOut({ real: '/media/card/Exports/Day 1/a.mov', location: '' })).toBe(true)
    expect(isLeftOut({ real: '/media/card/Exports 2/a.mov', location: '' })).toBe(false)
    // The same drive at another place.
    const elsewhere = { ...CARD, root: '/mnt/again' }
    const at = (real: string) => isLeftOut({ real, location: locationOn(elsewhere, real) })
    expect([at('/mnt/again/Exports/a.mov'), at('/mnt/again/Exports 2/a.mov')]).toEqual([true, false])
  })

  it('are those that the folder leaves out, by their path below it', async () => {
    const { chosen, judged, isLeftOut } = createChosen({ leavesOut: ['old.mov'] })
    await chosen.send({ id: 'exports', paths: ['/media/card/Exports/Day 1/old.mov'] })
    expect(isLeftOut({ real: '/media/card/Exports/Day 1/old.mov', location: '' })).toBe(false)
    expect(isLeftOut({ real: '/media/card/Exports/new.mov', location: '' })).toBe(true)
    // A drive that ignores case, and the same drive at another place.
    expect(isLeftOut({ real: '/media/CARD/exports/Day 1/old.mov', location: '' })).toBe(false)
    expect(isLeftOut({ real: '/mnt/a', location: locationOn({ ...CARD, root: '/mnt' }, '/mnt/Exports/Day 2/b.mov') })).toBe(true)
    expect(judged).toEqual(['Day 1: old.mov', ': new.mov', 'Day 1: old.mov', 'Day 2: b.mov'])
  })

  it('say of a folder in it once that others of it are left to the watch', async () => {
    const tree = ['old.mov', 'new.mov', 'newer.mov'].map((name) => `/media/card/Exports/Day 1/${name}`)
    const { chosen } = createChosen({ tree, leavesOut: ['old.mov'] })
    const paths = ['/media/card/Exports/Day 1', '/media/card/Exports/Day 1/new.mov']
    expect((await chosen.send({ id: 'exports', paths })).leftOut).toMatchObject([
      { path: '/media/card/Exports/Day 1', failure: { code: 'watch.ownFile', params: { path: '/media/card/Exports/Day 1' } } },
    ])
  })

  it('go nowhere by the rules of a folder that is not watched', async () => {
    const { chosen, asked } = createChosen()
    await expect(chosen.send({ id: 'gone', paths: ['/a.mov'] })).rejects.toThrow('There is no such watched folder')
    expect(asked).toEqual([])
  })
})
