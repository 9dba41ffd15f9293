import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { barLine } from '../../../src-main/headless/output/bars.ts'
import { createJsonReporter, uploadLine } from '../../../src-main/headless/output/json.ts'
import { stateLine, summaryLine } from '../../../src-main/headless/output/messages.ts'
import { createPlainReporter } from '../../../src-main/headless/output/plain.ts'
import { parseBytesOption, parsePairs } from '../../../src-main/headless/parse.ts'
import { dataDirFrom, type System } from '../../../src-main/headless/paths.ts'
import { aView } from '../../support/fakes.ts'

describe('JSON lines', () => {
  it('have the documented shape', () => {
    expect(uploadLine(aView, 0)).toEqual({
      type: 'upload',
      id: 'one',
      kind: 'upload',
      path: '/clips/one.mp4',
      account: 'Studio',
      state: 'uploading',
      acceptedBytes: 12_400_000_000,
      inFlightBytes: 3_820_000_000,
      sizeBytes: 38_200_000_000,
      media: null,
      uploadUrl: 'https://h.test/1',
      remoteId: null,
      links: {},
      deadline: null,
      processing: null,
      waiting: null,
      failure: null,
      offload: null,
      offloadList: null,
      offloadFormat: null,
      offloadHash: null,
      offloadFileHash: null,
      offloadAcceptedAt: null,
      offloadNote: null,
    })
  })

  it('report until when an upload waits, and what stopped one', () => {
    const waiting = { reason: 'backoff', until: 0, failure: failure('server.error', { host: 'h', status: 500 }) } as const
    expect(uploadLine({ ...aView, state: 'waiting', waiting }, 0)).toMatchObject({
      waiting: { reason: 'backoff', until: '1970-01-01T00:00:00.000Z', code: 'server.error' },
    })
    expect(
      uploadLine({ ...aView, state: 'failed', failure: failure('upload.tooLarge', { host: 'h', size: 2, limit: 1 }) }, 0),
    ).toMatchObject({
      failure: { code: 'upload.tooLarge', message: 'Too large for h. The file has 2 bytes; the host takes at most 1.' },
    })
  })

  it('report until when the host keeps an upload, and that it is too slow for that', () => {
    const row = { ...aView, expiresAt: 3_600_000, secondsLeft: 60 }
    expect(uploadLine(row, 0)).toMatchObject({ deadline: { at: '1970-01-01T01:00:00.000Z', verdict: 'fits', message: null } })
    expect(uploadLine({ ...row, secondsLeft: 7_200 }, 0)).toMatchObject({
      deadline: { verdict: 'late', message: expect.stringContaining('Pause other uploads') },
    })
  })

  it('report each progress, also right after another: it may be the last for a while', () => {
    const lines: object[] = []
    const reporter = createJsonReporter(
      (line) => lines.push(line),
      () => 1_000,
    )
    for (const inFlightBytes of [100, 200]) reporter.progress({ ...aView, inFlightBytes })
    expect(lines).toMatchObject([
      { type: 'upload', inFlightBytes: 100 },
      { type: 'upload', inFlightBytes: 200 },
    ])
  })
})

describe('lines for people', () => {
  it('warn once of an upload that will not be finished in time, and of files that will hardly be', () => {
    const [out, err]: [string[], string[]] = [[], []]
    const reporter = createPlainReporter({ out: (line) => out.push(line), err: (line) => err.push(line) }, () => 0)
    const row = { ...aView, expiresAt: 3_600_000, secondsLeft: 60 }
    reporter.progress(row)
    expect(err).toEqual([])
    for (let second = 0; second < 3; second += 1) reporter.progress({ ...row, secondsLeft: 7_200 })
    expect(err).toEqual([expect.stringMatching(/^one\.mp4: The host drops the unfinished upload at .*Pause other uploads/)])
    const doubt = failure('upload.tooSlow', { host: 'Host', speed: '1 MB/s', duration: '9 h', limit: '6 h' })
    const nothing = { batchId: 'b', added: ['1'], resumed: [], skipped: [], rejected: [], leftOut: [], ignored: 0 }
    reporter.added({ ...nothing, warnings: [{ path: '/a.mov', failure: doubt }] })
    expect(err.at(-1)).toContain('/a.mov: It will hardly arrive at Host in time. At 1 MB/s it takes about 9 h')
  })

  it('name the reason and the help', () => {
    const problem = failure('file.missing', { path: '/clips/one.mp4' })
    expect(stateLine({ ...aView, state: 'needs-attention', failure: problem }, 0)).toEqual({
      text: 'one.mp4: The file is not there. /clips/one.mp4 was not found. Put it back or connect its drive, then retry.',
      problem: true,
    })
    expect(stateLine(aView, 0)).toBeNull()
  })

  it('sum up', () => {
    expect(summaryLine({ done: 2, skipped: 1, failed: 0, attention: 3, bytes: 31_200_000, seconds: 61 })).toBe(
      '2 sent (31.2 MB), 1 already sent before, 3 need you in 2 min.',
    )
  })

  it('draw confirmed bytes solid, those in flight lighter, and fit the terminal', () => {
    expect(barLine(aView, 100)).toContain('████████▒▒░░░░░░░░░░░░░░  42 %  16.2 of 38.2 GB  31.2 MB/s  12 min')
    const long = { ...aView, name: `${'最終版'.repeat(30)}.mov` }
    for (const width of [60, 80, 100, 200]) expect(barLine(long, width).length).toBeLessThanOrEqual(width)
  })
})

describe('options', () => {
  it('collect pairs, and lines for a repeated key', () => {
    expect(parsePairs('--set', ['a=1', 'b=x=y', 'a=2'])).toEqual({ a: '1\n2', b: 'x=y' })
    expect(() => parsePairs('--meta', ['novalue'])).toThrow('--meta takes key=value, not “novalue”.')
  })

  it('read sizes', () => {
    expect([parseBytesOption('--limit', undefined), parseBytesOption('--limit', '5 MB')]).toEqual([undefined, 5_000_000])
    expect(() => parseBytesOption('--limit', 'fast')).toThrow('--limit takes a size')
  })

  it('take names that every object has for names', () => {
    expect(() => parsePairs('--meta', ['__proto__=d'])).toThrow('“__proto__” cannot be used as a name')
    const pairs = parsePairs('--meta', ['constructor=a', 'constructor=b', 'toString=c'])
    expect(Object.entries(pairs)).toEqual([
      ['constructor', 'a\nb'],
      ['toString', 'c'],
    ])
  })

  it('make no data folder in the current directory, whatever the environment has', () => {
    const on = (...homes: string[]): System => ({ platform: 'linux', homes: () => homes })
    expect(dataDirFrom(undefined, { XDG_DATA_HOME: '' }, on('/home/a'))).toBe('/home/a/.local/share/reelay')
    expect(dataDirFrom(undefined, { XDG_DATA_HOME: 'data' }, on('/home/a'))).toBe('/home/a/.local/share/reelay')
    expect(dataDirFrom(undefined, {}, on('', '/home/a'))).toBe('/home/a/.local/share/reelay')
    expect(dataDirFrom(undefined, {}, on('rel', '/home/a'))).toBe('/home/a/.local/share/reelay')
    expect(() => dataDirFrom(undefined, {}, on('', ''))).toThrow('--data-dir')
    expect(dataDirFrom(undefined, { LOCALAPPDATA: '' }, { platform: 'win32', homes: () => ['C:\\Users\\a'] })).toBe(
      'C:\\Users\\a\\AppData\\Local\\reelay-cli',
    )
  })

  it('find the data folder: flag, variable, then the default', () => {
    expect(dataDirFrom('/a', { REELAY_DATA_DIR: '/b' })).toBe('/a')
    expect(dataDirFrom(undefined, { REELAY_DATA_DIR: '/b' })).toBe('/b')
    expect(() => dataDirFrom('', { REELAY_DATA_DIR: '/b' })).toThrow(/names no folder/)
    const on = (platform: NodeJS.Platform, ...homes: string[]): System => ({ platform, homes: () => homes })
    expect(dataDirFrom(undefined, { XDG_DATA_HOME: '/x' }, on('linux', '/home/a'))).toBe('/x/reelay')
    expect(dataDirFrom(undefined, {}, on('darwin', '/Users/a'))).toBe('/Users/a/Library/Application Support/reelay-cli')
    expect(dataDirFrom(undefined, { LOCALAPPDATA: 'C:\\l' }, on('win32', 'C:\\Users\\a'))).toBe('C:\\l\\reelay-cli')
  })
})
