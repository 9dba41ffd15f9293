import { afterEach, describe, expect, it } from 'vitest'
import { checkSettings } from '../../../../src-main/adapters/providers/tus/fields.ts'
import { createTusProvider } from '../../../../src-main/adapters/providers/tus/provider.ts'
import { FailureError, helpOf } from '../../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { anUpload, scriptedTransfer } from '../../../support/fakes.ts'

afterEach(() => useTranslator(ENGLISH))

/** In the language of the translator. */
function complaint(settings: Record<string, string>, secrets: Record<string, string> = {}, stored: string[] = []): string {
  try {
    checkSettings(settings, secrets, stored)
    return ''
  } catch (caught) {
    return caught instanceof FailureError ? helpOf(caught.failure) : String(caught)
  }
}

const endpoint = 'https://tus.test/files/'
const context = {
  timeouts: { connectMs: 1, stallMs: 1, answerMs: 1 },
  signal: new AbortController().signal,
  note() {},
  isTaken: () => false,
  refused: null,
  durationSeconds: null,
  expected: null,
}

function account(settings: Record<string, string>, headers: string | null = 'Authorization: Bearer abc') {
  return { id: 'a', name: 'Studio', settings, secret: async (field: string) => (field === 'headers' ? headers : null) }
}

describe('the fields of a tus account', () => {
  it('are stored in one form', () => {
    expect(
      checkSettings({ endpoint: ' HTTPS://Tus.Test/files/#x ', chunkSize: '50 MiB', metadata: 'a=1\n\n b = 2 ' }, {}),
    ).toEqual({
      endpoint,
      chunkSize: '52428800',
      metadata: 'a=1\nb=2',
    })
  })

  it.each([
    [{}, {}, 'The endpoint is missing.'],
    [{ endpoint: 'tus.test/files' }, {}, '“tus.test/files” is not an address. It must start with https:// or http://.'],
    [{ endpoint: 'ftp://tus.test' }, {}, '“ftp://tus.test/” must start with https:// or http://.'],
    [{ endpoint: 'https://me:secret@tus.test/' }, {}, 'Put the name and password in a header, not in the endpoint.'],
    [{ endpoint, color: 'red' }, {}, 'There is no setting “color”. Known: endpoint, metadata, chunkSize, fixedChunks.'],
    [{ endpoint, chunkSize: 'big' }, {}, '“big” is not a chunk size. Use bytes, or a unit: 52428800, 50 MiB. At least 1 KiB.'],
    [
      { endpoint, metadata: 'my key=1' },
      {},
      '“my key” cannot be a metadata key: letters, digits and signs without spaces or commas.',
    ],
    [{ endpoint, fixedChunks: 'true' }, {}, '“Exactly this chunk size” needs a chunk size.'],
    [{ endpoint, fixedChunks: 'maybe' }, {}, '“maybe” is not true or false.'],
    [{ endpoint: 'https://<host>/files/' }, {}, 'Endpoint: put your own value in place of “<host>”.'],
    [{ endpoint, metadata: 'bucketName=<bucket>' }, {}, 'Metadata: put your own value in place of “<bucket>”.'],
    [{ endpoint }, { headers: 'Bearer abc' }, 'Headers, line 1: a header needs a name and a value, “Name: value”.'],
    [{ endpoint }, { headers: 'X-One: 1\nMy Key: abc' }, 'Headers, line 2: a header needs a name and a value, “Name: value”.'],
  ])('refuse %j with %j', (settings, secrets, message) => {
    expect(complaint(settings as Record<string, string>, secrets as Record<string, string>)).toBe(message)
  })

  it('refuse names that do not exist in one sentence that can be translated', () => {
    const known = 'Known: headers, endpointQuery.'
    expect(complaint({ endpoint }, { token: 'x' })).toBe(`There is no secret “token”. ${known}`)
    useTranslator(
      createTranslator('de', { 'There is no secret “{name}”. Known: {known}.': 'Kein Geheimnis „{name}“. Es gibt: {known}.' }),
    )
    expect(complaint({ endpoint }, { token: 'x' })).toBe('Kein Geheimnis „token“. Es gibt: headers, endpointQuery.')
  })

  it('take headers only where they are sent protected', () => {
    const headers = { headers: 'Authorization: Bearer abc' }
    expect(complaint({ endpoint: 'http://nas.local/files/' }, headers)).toMatch(/^Headers are sent over https only/)
    expect(complaint({ endpoint: 'http://127.0.0.1:1080/files/' }, headers)).toBe('')
    expect(complaint({ endpoint: 'http://nas.local/files/' })).toBe('')
    expect(complaint({ endpoint: 'http://nas.local/files/' }, {}, ['headers'])).toMatch(/^Headers are sent over https only/)
    expect(complaint({ endpoint: 'http://nas.local/files/' }, { headers: '' }, ['headers'])).toBe('')
  })
})

describe('the tus provider', () => {
  const provider = createTusProvider({ transfer: scriptedTransfer() })

  it('sends name, type, the account’s metadata and that of the upload, later ones winning', async () => {
    const upload = anUpload({ name: 'Bär 🎬.mov', title: 'Final', options: { project: 'mine' }, metadata: { take: '3' } })
    const target = await provider.prepare(account({ endpoint, metadata: 'project=theirs\nclient=x' }), upload, context)
    expect(target.metadata).toEqual({
      filename: 'Bär 🎬.mov',
      filetype: 'video/quicktime',
      client: 'x',
      title: 'Final',
      project: 'mine',
      take: '3',
    })
  })

  it('shows its headers to its own host over https only', async () => {
    const { credentials } = await provider.prepare(account({ endpoint }), anUpload(), context)
    expect(await credentials(new URL('https://tus.test/files/1'))).toEqual({ Authorization: 'Bearer abc' })
    expect(await credentials(new URL('https://elsewhere.test/files/1'))).toEqual({})
    expect(await credentials(new URL('http://tus.test/files/1'))).toEqual({})
  })

  it('sends in one request unless the account or the upload has a chunk size', async () => {
    const chunk = async (settings: Record<string, string>, chunkBytes: number | null) =>
      (await provider.prepare(account({ endpoint, ...settings }), anUpload({ chunkBytes }), context)).chunkBytes
    expect(await chunk({}, null)).toBeNull()
    expect(await chunk({ chunkSize: '1000000' }, null)).toBe(1_000_000)
    expect(await chunk({ chunkSize: '1000000' }, 5_000)).toBe(5_000)
  })

  it('keeps the chunk size of the account where the server takes one only', async () => {
    const settings = { endpoint, chunkSize: '6291456', fixedChunks: 'true' }
    const target = await provider.prepare(account(settings), anUpload({ chunkBytes: 50_000_000 }), context)
    expect(target.chunkBytes).toBe(6_291_456)
  })

  it('fills the placeholders in the account’s metadata and in options for each file', async () => {
    const metadata = 'objectName={id}/{safename}\ncontentType={filetype}\nnote={filename} {other}'
    const settings = { endpoint, metadata }
    const upload = anUpload({ id: 'u1', name: 'Höhe punkte 1.mov', title: 'Höhepunkte', options: { caption: '{title}' } })
    const target = await provider.prepare(account(settings), { ...upload, metadata: { raw: '{title}' } }, context)
    expect(target.metadata).toMatchObject({
      objectName: 'u1/Hohe_punkte_1.mov',
      contentType: 'video/quicktime',
      note: 'Höhe punkte 1.mov {other}',
      caption: 'Höhepunkte',
      raw: '{title}',
    })
    const nameless = await provider.prepare(account(settings), anUpload({ id: 'u2', name: 'clip.unknown-kind' }), context)
    expect(nameless.metadata).toMatchObject({ objectName: 'u2/clip.unknown-kind', contentType: 'application/octet-stream' })
  })

  it('takes any option as metadata, without empty ones, and refuses what cannot be a key', () => {
    expect(provider.checkOptions({ project: 'x', take: '' }, 0)).toEqual({ project: 'x' })
    expect(() => provider.checkOptions({ 'my key': 'x' }, 0)).toThrow('“my key” cannot be sent as metadata')
  })

  it('has presets that need nothing but one’s own names', () => {
    const filled = provider.presets.map(({ label, settings }) => {
      const own = Object.entries(settings).map(([key, value]) => [key, value.replace(/<\w+>/g, 'mine')])
      return [label, checkSettings(Object.fromEntries(own), {})] as const
    })
    expect(Object.fromEntries(filled)).toEqual({
      tusd: { endpoint: 'https://mine/files/' },
      'Supabase Storage': {
        endpoint: 'https://mine.storage.supabase.co/storage/v1/upload/resumable',
        metadata: 'bucketName=mine\nobjectName={safename}\ncontentType={filetype}',
        chunkSize: '6291456',
        fixedChunks: 'true',
      },
    })
    for (const { settings } of provider.presets) expect(complaint({ ...settings })).toMatch(/put your own value in place of/)
  })

  it('sends to its endpoint, accepts every file, and creates nothing beforehand', async () => {
    const noted: unknown[] = []
    const target = await provider.prepare(account({ endpoint }), anUpload(), { ...context, note: (note) => noted.push(note) })
    expect(target.endpoints).toEqual([endpoint])
    expect(noted).toEqual([])
    const file = { name: 'x.bin', sizeBytes: 1e15, media: { container: null, durationSeconds: null } }
    expect(provider.checkFile(file, account({ endpoint }), {})).toBeNull()
  })
})
