import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dump, load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { type Feed, gatherRelease, mergeFeeds } from '../../.dev/packaging/feeds.ts'
import { notesOf } from '../../.dev/packaging/notes.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'

const hashOf = (content: string): string => createHash('sha512').update(content).digest('base64')

function feedOf(name: string, version = '1.2.0'): Feed {
  const sha512 = hashOf(name)
  const files = [{ url: name, sha512, size: name.length }]
  return { version, files, path: name, sha512, releaseDate: `2026-11-0${name.length % 9}` }
}

/** A folder as a machine leaves it. */
async function machine(folder: TempFolder, name: string, feed: Feed): Promise<string> {
  await mkdir(folder.in(name))
  await writeFile(folder.in(name, 'latest-mac.yml'), dump(feed))
  for (const { url } of feed.files) await writeFile(folder.in(name, url), url)
  await writeFile(folder.in(name, 'builder-debug.yml'), 'x')
  return folder.in(name)
}

describe('the feeds of a release', () => {
  it('of two processors become one that lists both, with the one of x64 for old updaters', async () => {
    await using folder = await tempFolder()
    const arm = await machine(folder, 'arm', { ...feedOf('Reelay-1.2.0-mac-arm64.zip'), releaseNotes: 'New' })
    const intel = await machine(folder, 'intel', feedOf('Reelay-1.2.0-mac-x64.zip'))
    expect(await gatherRelease([arm, intel], folder.in('all'))).toEqual([
      'Reelay-1.2.0-mac-arm64.zip',
      'Reelay-1.2.0-mac-x64.zip',
      'latest-mac.yml',
    ])
    const feed = load(await readFile(join(folder.in('all'), 'latest-mac.yml'), 'utf8')) as Feed
    expect(feed.files.map(({ url }) => url)).toEqual(['Reelay-1.2.0-mac-arm64.zip', 'Reelay-1.2.0-mac-x64.zip'])
    expect(feed).toMatchObject({
      version: '1.2.0',
      releaseNotes: 'New',
      path: 'Reelay-1.2.0-mac-x64.zip',
      sha512: hashOf('Reelay-1.2.0-mac-x64.zip'),
    })
  })

  it('are refused when a package is another one, cut off, or missing', async () => {
    await using folder = await tempFolder()
    const other = await machine(folder, 'other', feedOf('other.zip'))
    await writeFile(join(other, 'other.zip'), 'OTHER.zip')
    await expect(gatherRelease([other], folder.in('a'))).rejects.toThrow('other.zip is not what its feed says')
    const cut = await machine(folder, 'cut', feedOf('cut.zip'))
    await writeFile(join(cut, 'cut.zip'), 'cut')
    await expect(gatherRelease([cut], folder.in('b'))).rejects.toThrow('cut.zip is not what its feed says')
    const missing = await machine(folder, 'missing', {
      ...feedOf('there.zip'),
      files: [...feedOf('there.zip').files, ...feedOf('gone.zip').files],
    })
    await rm(join(missing, 'gone.zip'))
    await expect(gatherRelease([missing], folder.in('c'))).rejects.toThrow('gone.zip, which is not there')
  })

  it('are refused when two machines packed the same, or different versions', async () => {
    await using folder = await tempFolder()
    const one = await machine(folder, 'one', feedOf('a.zip'))
    const two = await machine(folder, 'two', feedOf('a.zip'))
    await expect(gatherRelease([one, two], folder.in('all'))).rejects.toThrow('Two machines have packed a.zip')
    expect(() => mergeFeeds([feedOf('a.zip'), feedOf('b.zip', '1.3.0')])).toThrow('Feeds of several versions: 1.2.0, 1.3.0')
    expect(() => mergeFeeds([])).toThrow()
  })
})

describe('the notes of a version', () => {
  const changelog = '# Changelog\n\n## Unreleased\n\n## 1.2.0 – 2026-12-01\n\n### Added\n\n- Much.\n\n## [1.1.0]\n\n- Less.\n'

  it('are its section of the changelog, and a version without one is no release', () => {
    expect(notesOf(changelog, '1.2.0')).toBe('### Added\n\n- Much.')
    expect(notesOf(changelog, '1.1.0')).toBe('- Less.')
    expect(notesOf(changelog, '1.2')).toBeNull()
    expect(notesOf(changelog, 'Unreleased')).toBeNull()
  })
})
