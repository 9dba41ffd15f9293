import { describe, expect, it } from 'vitest'
import {
  channelsText,
  describeMedia,
  factLines,
  type MediaFacts,
  NO_FACTS,
  parseLines,
  recordedText,
  resolutionOf,
} from '../../../src-main/contract/media.ts'
import { plausibleFacts } from '../../../src-main/contract/media-schema.ts'

const CLIP: MediaFacts = {
  container: 'quicktime',
  durationSeconds: 42.4,
  width: 3840,
  height: 2160,
  frameRate: 29.97,
  videoCodec: 'ProRes 422 HQ',
  audioChannels: 2,
  timecode: '10:20:30:05',
  reel: 'A003',
  recordedAt: '2026-11-19T17:22:10+01:00',
}

describe('what a file says of itself', () => {
  it('is one line of the known facts', () => {
    expect(describeMedia(CLIP)).toBe('UHD · 29.97 fps · ProRes 422 HQ · 2 ch · 0:42')
    expect(describeMedia({ ...NO_FACTS, container: 'mxf', frameRate: 25 })).toBe('25 fps')
    expect(describeMedia({ ...NO_FACTS, audioChannels: 0 })).toBe('')
    expect(describeMedia(NO_FACTS)).toBe('')
  })

  it('is a list of names and values, without unknown facts', () => {
    expect(factLines(CLIP)).toEqual([
      ['Duration', '0:42'],
      ['Resolution', '3840 × 2160 (UHD)'],
      ['Frame rate', '29.97 fps'],
      ['Codec', 'ProRes 422 HQ'],
      ['Audio', '2 channels'],
      ['Timecode', '10:20:30:05'],
      ['Reel', 'A003'],
      ['Recorded', '2026-11-19 17:22:10 +01:00'],
    ])
    expect(factLines({ ...NO_FACTS, width: 720, height: 576, audioChannels: 0 })).toEqual([
      ['Resolution', '720 × 576'],
      ['Audio', 'no sound'],
    ])
  })

  it('has names for the sizes of pictures that people know by name, turned ones not among them', () => {
    expect(resolutionOf({ width: 1920, height: 1080 })).toBe('HD 1080')
    expect(resolutionOf({ width: 1080, height: 1920 })).toBe('1080 × 1920')
    expect(resolutionOf({ width: null, height: 1080 })).toBeNull()
  })

  it('says whether the time of a recording has a time zone', () => {
    expect(recordedText('2026-11-19T16:22:10Z')).toBe('2026-11-19 16:22:10 UTC')
    expect(recordedText('2026-11-19T17:22:10')).toBe('2026-11-19 17:22:10')
  })

  it('counts channels', () => {
    expect([0, 1, 8].map(channelsText)).toEqual(['no sound', '1 channel', '8 channels'])
  })
})

describe('a resolution that is entered', () => {
  it.each([
    ['1080', 1080],
    ['1080p', 1080],
    [' UHD ', 2160],
    ['4k', 2160],
    ['big', null],
    ['', null],
    ['10.5', null],
  ])('“%s” is %s lines', (text, lines) => {
    expect(parseLines(text)).toBe(lines)
  })
})

describe('facts that cannot be', () => {
  it.each([
    ['durationSeconds', Number.NaN],
    ['durationSeconds', -1],
    ['durationSeconds', Number.POSITIVE_INFINITY],
    ['width', 0],
    ['height', 1e9],
    ['frameRate', 0],
    ['videoCodec', 'H.264\u001b[2J'],
    ['videoCodec', ''],
    ['reel', 'A\u202e003'],
    ['reel', 'x'.repeat(101)],
    ['audioChannels', -2],
    ['timecode', '99:99'],
    ['recordedAt', 'yesterday'],
  ] as const)('are left out, and the others stay: %s (%#)', (name, value) => {
    expect(plausibleFacts({ ...CLIP, [name]: value })).toEqual({ ...CLIP, [name]: null })
  })
})
