import { readdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createArrivals } from '../../../src-main/shell/lifecycle/arrivals.ts'
import { canBePassed, MAX_PASSED_BYTES, ownArguments, readStart } from '../../../src-main/shell/lifecycle/command-line.ts'
import { parseLink } from '../../../src-main/shell/lifecycle/links.ts'
import { takeNote, writeNote } from '../../../src-main/shell/lifecycle/start-note.ts'
import { tempFolder } from '../../support/temp-folder.ts'

describe('the arguments of a start', () => {
  it('are files, links and our own switches; those of Chromium are left out', () => {
    const args = [
      'clip.mov',
      '/card/A.mxf',
      '--original-process-start-time=1',
      'reelay://settings',
      '--hidden',
      '--after-error=5',
    ]
    expect(readStart(args, '/home/me')).toEqual({
      paths: [resolve('/home/me/clip.mov'), resolve('/card/A.mxf')],
      links: ['reelay://settings'],
      hidden: true,
      afterError: 5,
      handedOver: null,
    })
  })

  it('may begin with a dash behind --', () => {
    expect(readStart(['--', '-take 1.mov'], '/clips').paths).toEqual([resolve('/clips/-take 1.mov')])
  })

  it('do not contain the program, nor the folder of a run from the sources', () => {
    expect(ownArguments(['/opt/reelay', 'a.mov'], true)).toEqual(['a.mov'])
    expect(ownArguments(['/electron', '.', 'a.mov'], false)).toEqual(['a.mov'])
  })

  it('fit up to what Chromium passes on', () => {
    expect(canBePassed(['a'.repeat(MAX_PASSED_BYTES - 1)])).toBe(true)
    expect(canBePassed(['a'.repeat(MAX_PASSED_BYTES)])).toBe(false)
  })
})

describe('a note for the start that follows', () => {
  it('is read once, by this user alone, and is gone', async () => {
    await using folder = await tempFolder()
    const paths = Array.from({ length: 5_000 }, (_, index) => `/card/C${index}.mxf`)
    const name = writeNote(folder.path, { paths, links: [] })
    // Windows keeps the folder for its user, and says nothing of files.
    if (process.platform !== 'win32') expect(statSync(folder.in(name)).mode & 0o077).toBe(0)
    expect(takeNote(folder.path, name).paths).toEqual(paths)
    expect(takeNote(folder.path, name).paths).toEqual([])
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('has a name that leads to no other file', async () => {
    await using folder = await tempFolder()
    for (const name of ['../settings.json', 'settings.json', ''])
      expect(takeNote(folder.path, name)).toEqual({ paths: [], links: [] })
  })
})

describe('reelay links', () => {
  it.each([
    ['reelay://queue', { kind: 'view', view: 'queue' }],
    ['reelay:', { kind: 'view', view: 'queue' }],
    ['reelay://settings/', { kind: 'view', view: 'settings' }],
    ['REELAY://upload/3f6c-1', { kind: 'upload', id: '3f6c-1' }],
    ['reelay://batch/b_1', { kind: 'batch', id: 'b_1' }],
    [
      'reelay://import?url=https%3A%2F%2Fa.test%2F1.mp4&url=https://a.test/2.mp4',
      { kind: 'import', text: 'https://a.test/1.mp4\nhttps://a.test/2.mp4' },
    ],
  ])('%s shows something', (link, arrival) => {
    expect(parseLink(link)).toEqual(arrival)
  })

  it.each([
    'reelay://add?path=/etc/passwd',
    'reelay://upload/a b',
    'reelay://settings/theme',
    'reelay://import?url=file:///etc/passwd',
    'https://queue',
    'not a link',
  ])('%s does nothing', (link) => {
    expect(parseLink(link)).toBeNull()
  })

  it('of any length are not read', () => {
    expect(parseLink(`reelay://import?url=https://a.test/${'x'.repeat(9_000)}`)).toBeNull()
  })
})

describe('what comes before there is a page', () => {
  it('is kept, reported, and returned once; files that come one by one are one drop', () => {
    const arrivals = createArrivals()
    for (let index = 0; index < 5_000; index += 1) arrivals.add({ kind: 'files', paths: [`/card/C${index}.mxf`] })
    arrivals.addStart({ paths: ['/card/C1.mxf', '/more.mov'], links: ['reelay://settings', 'reelay://nothing'] })
    const reports: number[] = []
    arrivals.onChange((waiting) => reports.push(waiting))
    expect(reports).toEqual([2])
    const [files, view] = arrivals.take()
    expect(files?.kind === 'files' && files.paths.length).toBe(5_001)
    expect(view).toEqual({ kind: 'view', view: 'settings' })
    expect(arrivals.take()).toEqual([])
  })
})
