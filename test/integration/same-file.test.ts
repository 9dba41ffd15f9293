import { link, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { CliResult } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'
import { makeDrive, mountFolder } from '../support/mounts.ts'

const ignoredIn = ({ lines }: CliResult): unknown[] => lines.filter(({ type }) => type === 'ignored').map(({ path }) => path)

describe('one file that several paths lead to', () => {
  it('is sent once in one call, by links to it, to its folder, and by folders in each other', async () => {
    await using harness = await openCliHarness()
    const { folder } = harness
    await writeMedia(folder.in('clips', 'day', 'a.mp4'), 5_000)
    await symlink(folder.in('clips'), folder.in('link'))
    await symlink(folder.in('clips', 'day', 'a.mp4'), folder.in('a link.mp4'))
    const paths = ['clips', 'clips/day', 'link', 'a link.mp4', 'link/day/a.mp4'].map((path) => folder.in(path))
    const run = await harness.upload(...paths)
    expect(run).toMatchObject({ code: 0, summary: { done: 1, failed: 0 } })
    expect(ignoredIn(run)).toEqual([folder.in('link/day/a.mp4'), folder.in('a link.mp4')])
    expect(harness.creations()).toBe(1)
  })

  it('is sent once in one call when it has two names, and both are named', async () => {
    await using harness = await openCliHarness()
    const { folder } = harness
    await writeMedia(folder.in('clips', 'a.mp4'), 5_000)
    await link(folder.in('clips', 'a.mp4'), folder.in('clips', 'b.mp4'))
    const run = await harness.upload(folder.in('clips'))
    expect(run).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(ignoredIn(run)).toEqual([folder.in('clips', 'b.mp4')])
  })

  it('was sent, whatever path is typed later', async ({ skip }) => {
    await using harness = await openCliHarness()
    const { folder } = harness
    await writeMedia(folder.in('clips', 'a.mp4'), 5_000)
    expect((await harness.upload(folder.in('clips'))).summary).toMatchObject({ done: 1 })
    await symlink(folder.in('clips'), folder.in('link'))
    await link(folder.in('clips', 'a.mp4'), folder.in('second.mp4'))
    for (const path of ['link', 'link/a.mp4', 'second.mp4', 'clips/../clips/a.mp4']) {
      expect((await harness.upload(folder.in(path))).summary, path).toMatchObject({ done: 0, skipped: 1 })
    }
    await rename(folder.in('clips', 'a.mp4'), folder.in('clips', 'renamed.mp4'))
    expect((await harness.upload(folder.in('clips'))).summary).toMatchObject({ done: 0, skipped: 1 })
    await using bound = await mountFolder(folder.in('clips'), folder.in('bound'))
    if (!bound) return skip('file systems cannot be mounted here')
    expect((await harness.upload(folder.in('bound'))).summary).toMatchObject({ done: 0, skipped: 1 })
    expect(harness.creations()).toBe(1)
  })

  it.each(['by a link', 'moved', 'by its second name'])('and was sent in part goes on %s', async (how) => {
    await using harness = await openCliHarness()
    const { folder } = harness
    await writeMedia(folder.in('clips', 'a.mov'), 12_000_000)
    await harness.begin(folder.in('clips', 'a.mov'))
    const path = folder.in('other.mov')
    if (how === 'by a link') await symlink(folder.in('clips', 'a.mov'), path)
    if (how === 'moved') await rename(folder.in('clips', 'a.mov'), path)
    if (how === 'by its second name') {
      await link(folder.in('clips', 'a.mov'), path)
      await rm(folder.in('clips', 'a.mov'))
    }
    expect(await harness.upload(path)).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(harness.creations()).toBe(1)
  })

  it('is another one when it was copied: a copy is sent', async () => {
    await using harness = await openCliHarness()
    const { folder } = harness
    await writeMedia(folder.in('a.mp4'), 5_000, 'one')
    await writeMedia(folder.in('b.mp4'), 5_000, 'one')
    await writeFile(folder.in('c.mp4'), Buffer.alloc(5_000))
    expect((await harness.upload(folder.in('a.mp4'))).summary).toMatchObject({ done: 1 })
    expect((await harness.upload(folder.in('b.mp4'), folder.in('c.mp4'))).summary).toMatchObject({ done: 2 })
  })
})

describe('a drive that does not tell upper from lower case', () => {
  it('has one file, however its path is written', async ({ skip }) => {
    await using harness = await openCliHarness()
    const { folder } = harness
    await using card = await makeDrive('exfat', folder.in('image'))
    if (!card) return skip('exfat cannot be made or mounted here')
    await card.plugIn(folder.in('Card'))
    await writeMedia(folder.in('Card', 'DCIM', 'Clip.MP4'), 5_000)
    const paths = ['Card/dcim/clip.mp4', 'Card/DCIM', 'Card/Dcim'].map((path) => folder.in(path))
    expect((await harness.upload(...paths)).summary).toMatchObject({ done: 1 })
    expect((await harness.upload(folder.in('Card/DCIM/CLIP.mp4'))).summary).toMatchObject({ done: 0, skipped: 1 })
    expect(harness.creations()).toBe(1)
    card.unplug()
  })
})
