import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createVolumes } from '../../../src-main/adapters/watch/volumes/index.ts'
import { mountFolder, mountMemory } from '../../support/mounts.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** All tests that run on the machine share its volumes. */
const CARD = `reelay-card-${process.pid}`
const NOT_HERE = 'file systems cannot be mounted here'

describe('volumes of this machine', () => {
  const volumes = createVolumes()

  it('hold every path that exists, by links as well, and no other', async () => {
    await using folder = await tempFolder()
    const volume = await volumes.of(folder.path)
    expect(volume).toMatchObject({ kind: expect.stringMatching(/local|removable|network/), id: expect.any(String) })
    expect(volume && folder.path.startsWith(volume.root)).toBe(true)
    expect(await volumes.of(folder.in('missing'))).toBeNull()
    expect(await volumes.list()).toContainEqual(await volumes.of('/'))
  })

  it('keep their id wherever they are mounted, and are gone at once when they are', async ({ skip }) => {
    await using folder = await tempFolder()
    const [one, other] = [folder.in('CARD A'), folder.in('elsewhere', 'CARD A')]
    await using card = await mountMemory(CARD, one)
    if (!card) return skip(NOT_HERE)
    await mkdir(join(one, 'DCIM'))
    const first = await volumes.of(join(one, 'DCIM'))
    expect(first).toEqual({
      id: `tmpfs:${CARD}`,
      fileSystem: null,
      label: 'CARD A',
      kind: 'local',
      root: one,
      stableInodes: true,
    })

    card.unmount()
    expect((await volumes.of(one))?.id).toBe((await volumes.of(folder.path))?.id)
    expect(await volumes.of(join(one, 'DCIM'))).toBeNull()

    await using again = await mountMemory(CARD, other)
    expect(again).not.toBeNull()
    expect(await volumes.of(other)).toEqual({ ...first, root: other })
    expect((await volumes.list()).filter(({ id }) => id === first?.id)).toEqual([{ ...first, root: other }])
  })

  it('are told apart where two are mounted, and from the folder below', async ({ skip }) => {
    await using folder = await tempFolder()
    await using one = await mountMemory('reelay-one', folder.in('one'))
    await using two = await mountMemory('reelay-two', folder.in('two'))
    await using inner = await mountMemory('reelay-inner', folder.in('one', 'inner'))
    if (!one || !two || !inner) return skip(NOT_HERE)
    const ids = await Promise.all(['one', 'two', 'one/inner', '.'].map(async (name) => (await volumes.of(folder.in(name)))?.id))
    expect(ids.slice(0, 3)).toEqual(['tmpfs:reelay-one', 'tmpfs:reelay-two', 'tmpfs:reelay-inner'])
    expect(new Set(ids).size).toBe(4)
  })

  it('are other volumes where a part of them is mounted, for paths in it are others', async ({ skip }) => {
    await using folder = await tempFolder()
    await mkdir(folder.in('clips', 'day 1'), { recursive: true })
    await writeFile(folder.in('clips', 'day 1', 'a.mp4'), 'a')
    await using bound = await mountFolder(folder.in('clips'), folder.in('bound'))
    if (!bound) return skip(NOT_HERE)
    const [whole, part] = await Promise.all([volumes.of(folder.in('clips')), volumes.of(folder.in('bound', 'day 1'))])
    expect(part?.root).toBe(folder.in('bound'))
    expect(part?.id.startsWith(whole?.id ?? 'none')).toBe(true)
    expect(part?.id).not.toBe(whole?.id)
  })
})
