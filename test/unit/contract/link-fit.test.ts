import { describe, expect, it } from 'vitest'
import { linkEndingProblem, linkProblem } from '../../../src-main/contract/addresses/link.ts'
import { linkFit, pageAdvice, withFixedLinks } from '../../../src-main/contract/addresses/link-fit.ts'
import { englishOf } from '../../../src-main/contract/i18n/phrase.ts'

const ACCEPTS = ['mp4', 'mov', 'mxf']

describe('what a link leads to', () => {
  it.each([
    ['https://a.test/one.mp4', 'fits'],
    ['https://a.test/ONE.MOV?signed=1', 'fits'],
    ['https://a.test/download', 'fits'],
    ['https://a.test/v1.2/files/1?alt=media', 'fits'],
    ['https://a.test/get.php?file=one.mp4', 'fits'],
    ['sftp://me:secret@a.test/reel.mxf', 'fits'],
    ['https://a.test/one.braw', 'unsure'],
    ['https://a.test/get.php?id=7', 'unsure'],
    ['https://a.test/poster.jpg', 'unfit'],
    ['https://a.test/clips.zip', 'unfit'],
    ['https://a.test/page.html', 'unfit'],
  ] as const)('%s %s', (link, kind) => {
    expect(linkFit(link, ACCEPTS).kind).toBe(kind)
    expect(linkFit(link, null).kind).toBe('fits')
  })

  it('is refused with the list of the host; what is only unusual can be sent anyway', () => {
    const problem = (link: string, anyway: boolean) => linkEndingProblem(link, { label: 'Host', accepts: ACCEPTS, anyway })
    expect(problem('https://a.test/one.braw?key=1', false)).toMatchObject({
      code: 'import.unsure',
      params: { link: 'https://a.test/one.braw?…', reason: 'it ends in .braw, and Host takes mp4, mov, mxf' },
    })
    expect(problem('https://a.test/one.braw', true)).toBeNull()
    expect(problem('https://a.test/clips.zip', true)?.code).toBe('import.refused')
    expect(problem('https://a.test/one.mp4', false)).toBeNull()
  })
})

describe('a link of a known service', () => {
  it.each([
    ['https://drive.google.com/file/d/1AbC/view?usp=sharing', 'googleapis.com/drive/v3/files'],
    ['https://drive.google.com/open?id=1AbC', 'alt=media'],
    ['https://www.dropbox.com/scl/fi/abc/one.mp4?rlkey=key&dl=0', 'dl=0 at its end to dl=1'],
    ['https://www.dropbox.com/s/abc/one.mp4', 'dl=1'],
    ['s3://bucket/one.mp4', 'presigned'],
    ['https://s3.console.aws.amazon.com/s3/object/bucket?prefix=one.mp4', 'presigned'],
    ['https://vimeo.com/123456', 'download'],
    ['https://player.vimeo.com/video/123456', 'download'],
    ['https://player.vimeo.com/video/123456?h=1AbC', 'download'],
    ['https://stream.mux.com/abc.m3u8', 'static renditions'],
    ['sftp://disk.example/reel.mp4', 'sftp://<login>:<password>@'],
  ])('%s is told what to change', (link, words) => {
    const advice = englishOf(pageAdvice(link) ?? '')
    expect(advice).toContain(words)
    expect(linkProblem(link)).toMatchObject({ code: 'import.refused', params: { reason: advice } })
    expect(advice).not.toMatch(/rlkey|1AbC/)
  })

  it.each([
    'https://www.googleapis.com/drive/v3/files/1AbC?alt=media',
    'https://www.dropbox.com/scl/fi/abc/one.mp4?rlkey=key&dl=1',
    'https://dl.dropboxusercontent.com/s/abc/one.mp4',
    'https://bucket.s3.amazonaws.com/one.mp4?X-Amz-Signature=abc',
    'https://stream.mux.com/abc/highest.mp4',
    'https://player.vimeo.com/progressive_redirect/playback/123456/rendition/1080p/file.mp4?loc=external&signature=abc',
    'https://player.vimeo.com/progressive_redirect/download/123456/rendition/1080p/clip.mp4?loc=external&signature=abc',
    'https://player.vimeo.com/external/123456.hd.mp4?s=abc&profile_id=175',
    'sftp://me:secret@disk.example/reel.mp4',
    'https://example.com/vimeo.com/1.mp4',
  ])('%s is fine', (link) => {
    expect(pageAdvice(link)).toBeNull()
    expect(linkProblem(link)).toBeNull()
  })

  it('is put right in a text where that needs nobody', () => {
    const text =
      'https://www.dropbox.com/scl/fi/a/1.mp4?rlkey=k&dl=0\nhttps://a.test/2.mp4?dl=0\nhttps://dropbox.com/s/b/3.mp4?dl=0,Title'
    expect(withFixedLinks(text)).toBe(
      'https://www.dropbox.com/scl/fi/a/1.mp4?rlkey=k&dl=1\nhttps://a.test/2.mp4?dl=0\nhttps://dropbox.com/s/b/3.mp4?dl=1,Title',
    )
  })
})
