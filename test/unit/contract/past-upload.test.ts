import { describe, expect, it } from 'vitest'
import { averageSpeedOf, folderOf, tookSecondsOf } from '../../../src-main/contract/history/past-upload.ts'

const sent = { kind: 'upload', startedAt: 1_000, sentAt: 11_000, sizeBytes: 50_000_000 } as const

describe('what an upload took', () => {
  it('is the time from its first attempt to its last byte, and its size over that', () => {
    expect(tookSecondsOf(sent)).toBe(10)
    expect(averageSpeedOf(sent)).toBe(5_000_000)
  })

  it('is unknown of what never arrived, of copies from links, and where the clock was set back', () => {
    expect(tookSecondsOf({ ...sent, sentAt: null })).toBeNull()
    expect(tookSecondsOf({ ...sent, startedAt: null })).toBeNull()
    expect(tookSecondsOf({ ...sent, kind: 'import' })).toBeNull()
    expect(tookSecondsOf({ ...sent, sentAt: 500 })).toBeNull()
    expect(averageSpeedOf({ ...sent, sentAt: 1_000 })).toBeNull()
  })
})

describe('where something came from', () => {
  it('is the folder of a file, whatever its system, and the host of a link', () => {
    expect(folderOf({ kind: 'upload', path: '/Volumes/RAID/Jobs/clip.mov', name: 'clip.mov' })).toBe('/Volumes/RAID/Jobs')
    expect(folderOf({ kind: 'upload', path: 'D:\\Jobs\\clip.mov', name: 'clip.mov' })).toBe('D:\\Jobs')
    expect(folderOf({ kind: 'import', path: 'https://media.test/a/clip.mov', name: 'clip.mov' })).toBe('media.test')
  })
})
