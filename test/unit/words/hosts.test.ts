/** @file No sentence of the hosts that people read is left out of the messages: what is none is listed with the reason. */
import { expect, it } from 'vitest'
import { formMessages, root } from './messages.ts'
import { scan } from './scan.ts'

/** Files whose texts are all of one kind. */
const FILES: Readonly<Record<string, string>> = {
  'adapters/data-folder/access.ts': 'warnings in the log',
  'adapters/hash-lists/ignores.ts': 'names of files',
  'adapters/media/bounded-file.ts': 'an error that the log has',
  'adapters/media/codec-names.ts': 'names of codecs',
  'adapters/media/library.ts': 'an error that the log has',
  'adapters/media/matroska.ts': 'names of codecs',
  'adapters/media/media.ts': 'names of codecs',
  'adapters/network/exchange.ts': 'what was waited for, in the detail of a failure',
  'adapters/network/failure.ts': 'words of a library that are looked for',
  'adapters/network/http.ts': 'what was waited for, in the detail of a failure',
  'adapters/network/route.ts': 'headers',
  'adapters/network/routes.ts': 'the detail of a failure',
  'adapters/network/tunnel.ts': 'the detail of a failure',
  'adapters/providers/cloudflare/file.ts': 'names of formats',
  'adapters/providers/cloudflare/refusals.ts': 'the detail of a failure',
  'adapters/providers/gcore/refusals.ts': 'words of the provider that are looked for',
  'adapters/providers/gcore/files.ts': 'names of formats',
  'adapters/providers/kit/upload-checks.ts': 'names of formats',
  'adapters/providers/mcls/api.ts': 'headers, and the detail of a failure',
  'adapters/providers/mcls/live.ts': 'kinds of playlists, as the host names them',
  'adapters/providers/mcls/login.ts': 'the detail of a failure',
  'adapters/providers/mcls/upload-server.ts': 'the detail of a failure',
  'adapters/providers/tus/explain.ts': 'the detail of a failure',
  'adapters/thumbnails/ffmpeg-frames.ts': 'why there is no thumbnail, which the log has',
  'adapters/thumbnails/limited-work.ts': 'why there is no thumbnail, which the log has',
  'adapters/upload-logs/logged-http.ts': 'the log of an upload',
  'adapters/upload-logs/upload-logs.ts': 'the log of an upload',
  'adapters/watch/volumes/windows-buses.ts': 'a command of Windows',
  'engine/network/clock-skew.ts': 'the detail of a failure',
  'engine/offload/expectation.ts': 'the detail of a failure',
  'engine/thumbnails/worker.ts': 'why there is no thumbnail, which the log has',
  'headless/attach.ts': 'what the command line prints',
  'http-api/body.ts': 'what is wrong with a call that no page makes',
  'http-api/call-owner.ts': 'headers',
  'http-api/json-reader.ts': 'what is wrong with a call that no page makes',
  'http-api/proof.ts': 'a text that is hashed',
  'http-api/routes.ts': 'headers',
  'http-api/streams.ts': 'a protocol',
  'ipc/diagnostics.ts': 'a text for whoever helps',
  'ipc/media-answers.ts': 'headers',
  'process-exit.ts': 'what the log has',
}

/** Texts in other files. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'names of services': ['Bunny Stream', 'MyCujoo LiveServices', 'Supabase Storage', 'tus server', 'Reelay {}'],
  'what keeps the key, in reports of problems and beside stored secrets': [
    'reelay secrets 1',
    'aes-256-gcm, key file',
    'a key made from REELAY_SECRET_KEY',
    'a key file that only this user can read',
  ],
  headers: ['Bearer {}', 'bearer {}', 'APIKey {}', 'Authorization: {}', 'Authorization: Bearer …'],
  'values of receipts and of `--json`, which scripts read': [
    'checksum confirmed',
    'matches the hash made at offload',
    'not listed',
  ],
  'what loops and attempts are called in the log': [
    'an attempt',
    'asking a host how far it is failed',
    'copies from links could not be asked for',
    'copying from links',
    'copying from links failed',
    'deleting at the host',
    'deleting unfinished uploads failed',
    'hosts could not be asked how far they are',
    'the next deletion could not be started',
    'the next uploads could not be started',
    'what files say of themselves could not be read',
    '{}: {} → {}{} at {} bytes{}',
    'no account',
  ],
  'where a job that was cut off goes on': [
    'of batch',
    '{} files were decided before',
    '{} files were taken before',
    '{} links were taken before',
    '{} uploads were brought back before',
    '{} uploads were changed before',
  ],
  'the end of a text of a form, which is a message as a whole': ['{} Instead of the one of the account.'],
  'a value of the program': ['passed over', 'not used'],
  'the detail of a failure': ['{}, kept as {}', 'Its address is kept encrypted, with a key that cannot be read any more.'],
}

/** The journal is asked in SQL; only what is wrong with its file is said to people. */
const OF_JOURNAL = /^src-main\/adapters\/sqlite\/(?!journal-check\.ts)/
const SQL = /^(?:SELECT|UPDATE) /

/** Commands are in English; what they give to pages is in these two files. */
const HEADLESS = ['src-main/headless/attach.ts', 'src-main/headless/cipher.ts']
const SOURCES = [
  ...['engine/**', 'adapters/**', 'ipc/**', 'http-api/**', ''].map((part) => `src-main/${part}${part && '/'}*.ts`),
  ...HEADLESS,
]

const forms: ReadonlySet<string> = new Set(formMessages())
const texts: ReadonlySet<string> = new Set(Object.values(TEXTS).flat())
const { bare } = scan(SOURCES, root)
const fileOf = (file: string): string => file.replace(/^src-main\//, '')

it('all sentences of the hosts that reach people are messages', () => {
  const left = bare.filter(
    ({ file, text }) =>
      !OF_JOURNAL.test(file) && !SQL.test(text) && !(fileOf(file) in FILES) && !texts.has(text) && !forms.has(text),
  )
  expect(left).toEqual([])
})

it('an exception that is none any more is named', () => {
  const files = new Set(bare.map(({ file }) => fileOf(file)))
  const found = new Set(bare.map(({ text }) => text))
  expect(Object.keys(FILES).filter((file) => !files.has(file))).toEqual([])
  expect([...texts].filter((text) => !found.has(text))).toEqual([])
})
