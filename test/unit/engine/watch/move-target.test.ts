import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../../src-main/contract/errors/errors.ts'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import { locateTarget, targetAt } from '../../../../src-main/engine/watch/move-target.ts'

const volumeAt = (id: string, root: string): Volume => ({
  id,
  fileSystem: null,
  label: id.toUpperCase(),
  kind: root === '/' ? 'local' : 'removable',
  root,
  stableInodes: true,
})

/** Folders that are there, and what is mounted. */
function world(folders: readonly string[], ...mounted: readonly Volume[]) {
  const all = [volumeAt('system', '/'), ...mounted]
  const holds = (root: string, path: string): boolean => root === '/' || path === root || path.startsWith(`${root}/`)
  return {
    files: { folder: async (path: string) => (['/', ...folders].includes(path) ? { path, device: '1', inode: '1' } : null) },
    volumes: {
      of: async (path: string) => all.findLast(({ root }) => holds(root, path)) ?? null,
      list: async () => all,
      onChange: () => () => {},
    },
  }
}

const BACKUP = volumeAt('backup', '/media/backup')

describe('the folder that sent files are moved to', () => {
  it('is on the volume of its existing part when it is chosen', async () => {
    expect(await targetAt('/media/backup/sent/today', world(['/media/backup'], BACKUP))).toEqual({
      volume: { id: 'backup', label: 'BACKUP', kind: 'removable' },
      inVolume: 'sent/today',
    })
    expect(await targetAt('/sent', world([]))).toMatchObject({ volume: { id: 'system' }, inVolume: 'sent' })
  })

  it('is away while its mount point is there and its drive is not, and is found where that is mounted next', async () => {
    const target = { volume: { id: 'backup', label: 'BACKUP', kind: 'removable' as const }, inVolume: 'sent' }
    const folder = '/media/backup/sent'
    expect(await locateTarget(folder, target, world(['/media/backup'], BACKUP))).toBe(folder)
    const away = await locateTarget(folder, target, world(['/media/backup', folder])).catch((caught: FailureError) => caught)
    expect(away).toBeInstanceOf(FailureError)
    expect((away as FailureError).failure).toMatchObject({ code: 'watch.targetAway', params: { path: folder, volume: 'BACKUP' } })
    expect(await locateTarget(folder, target, world(['/mnt'], volumeAt('backup', '/mnt')))).toBe('/mnt/sent')
  })

  it('is used as it is where its volume is not known, or has no id', async () => {
    expect(await locateTarget('/sent', undefined, world([]))).toBe('/sent')
    const unidentified = { volume: { id: 'serial:0', label: '', kind: 'local' as const }, inVolume: 'sent' }
    expect(await locateTarget('/sent', unidentified, world([]))).toBe('/sent')
  })
})
