import { sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { manifestOf, newestOfEach } from '../../../src-main/headless/output/manifest.ts'
import { aReceipt } from '../../support/receipts.ts'

const at = (path: string) => path.replaceAll('/', sep)

const maker = { tool: 'Reelay 1', userName: 'ada', hostName: 'cart-2' }
const filesIn = (manifest: string) => [...manifest.matchAll(/<file>(.*)<\/file>/g)].map((match) => match[1])
const count = (manifest: string, what: string) => manifest.split(what).length - 1

describe('the manifest of a batch', () => {
  it('has the form of MHL 1.1: what made it, and size, dates and checksum of each file', () => {
    expect(manifestOf([aReceipt('/cards/A001/clip.mov')], maker)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<hashlist version="1.1">
  <creatorinfo>
    <username>ada</username>
    <hostname>cart-2</hostname>
    <tool>Reelay 1</tool>
    <startdate>2023-11-14T22:15:00Z</startdate>
    <finishdate>2023-11-14T22:16:40Z</finishdate>
    <log>Files are relative to ${at('/cards/A001/')}. Every byte was confirmed by its host; checksums are SHA-256.</log>
  </creatorinfo>
  <hash>
    <file>clip.mov</file>
    <size>1000</size>
    <lastmodificationdate>2023-11-14T22:13:20Z</lastmodificationdate>
    <null/>
    <sha256>${'ab'.repeat(32)}</sha256>
    <hashdate>2023-11-14T22:16:40Z</hashdate>
  </hash>
</hashlist>
`)
  })

  it.each([
    ['in the year 4 million', '126230400000000000000000'],
    ['before the first year', '-126230400000000000000000'],
    ['in the year 10000', '253402387200000000000'],
  ])('leaves out the date of a file that was changed %s', (_words, mtimeNs) => {
    const manifest = manifestOf([aReceipt('/c/a.mov', { mtimeNs, startedAt: Number.NaN })], maker)
    expect(filesIn(manifest)).toEqual(['a.mov'])
    expect(manifest).not.toContain('<lastmodificationdate>')
    expect(manifest).not.toContain('<startdate>')
    expect(manifest).toContain('<hashdate>2023-11-14T22:16:40Z</hashdate>')
  })

  it('has a date before 1970 like any other', () => {
    const manifest = manifestOf([aReceipt('/c/a.mov', { mtimeNs: '-1788004800000000000' })], maker)
    expect(manifest).toContain('<lastmodificationdate>1913-05-05T12:00:00Z</lastmodificationdate>')
  })

  it('names files from the folder that they have in common', () => {
    const files = (...paths: string[]) =>
      filesIn(
        manifestOf(
          paths.map((path) => aReceipt(path)),
          maker,
        ),
      )
    expect(files('/cards/A/1.mov', '/cards/B/x/2.mov', '/cards/C.mov')).toEqual(['A/1.mov', 'B/x/2.mov', 'C.mov'])
    expect(files('/cards/A/1.mov', '/cards/AB/2.mov')).toEqual(['A/1.mov', 'AB/2.mov'])
    expect(files('/cards/A/1.mov', '/other/2.mov')).toEqual(['cards/A/1.mov', 'other/2.mov'])
  })

  it('lists a file that was sent twice once, as it was sent last', () => {
    const again = aReceipt('/a/1.mov', { sha256: 'cd'.repeat(32), finishedAt: 1_700_000_300_000 })
    const manifest = manifestOf([again, aReceipt('/a/1.mov')], maker)
    expect([filesIn(manifest), manifest.includes('cdcd'), manifest.includes('abab')]).toEqual([['1.mov'], true, false])
  })

  it('has hashes that its tools know for the files that were read again, and no others', () => {
    const hash = { format: 'xxh64', value: '0123456789abcdef', hashedAt: 1_700_000_500_000 } as const
    const manifest = manifestOf([aReceipt('/a/1.mov'), aReceipt('/a/2.mov')], maker, new Map([[at('/a/1.mov'), hash]]))
    expect(filesIn(manifest)).toEqual(['1.mov'])
    expect(manifest).toContain('<xxhash64be>0123456789abcdef</xxhash64be>\n    <hashdate>2023-11-14T22:21:40Z</hashdate>')
    expect([count(manifest, '<null/>'), count(manifest, '<sha256>')]).toEqual([0, 0])
  })

  it('is of what a batch sent last of each file, and of no copies from links', () => {
    const older = aReceipt('/a/1.mov', { id: 'older', finishedAt: 1 })
    const found = newestOfEach([aReceipt('/a/1.mov', { id: 'newer' }), older, aReceipt('https://h.test/b.mp4')])
    expect(found.map(({ id }) => id)).toEqual(['newer'])
    expect(newestOfEach([aReceipt('https://h.test/b.mp4', { path: 'https://h.test/b.mp4' })])).toEqual([])
  })

  it('claims no checksum where none was made, and leaves out copies from links', () => {
    const manifest = manifestOf([aReceipt('/a/1.mov', { sha256: null }), aReceipt('https://h.test/b.mp4')], maker)
    expect([filesIn(manifest), count(manifest, '<sha256>'), count(manifest, '<null/>')]).toEqual([['1.mov'], 0, 1])
  })

  it('stays XML whatever a file is called', () => {
    const manifest = manifestOf([aReceipt('/a/<b>&"c\'\u0001 \u{1F3AC}.mov')], maker)
    expect(filesIn(manifest)).toEqual(['&lt;b&gt;&amp;&quot;c&apos;\uFFFD \u{1F3AC}.mov'])
  })
})
