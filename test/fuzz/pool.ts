/** @file What a caller has learned of the host so far, so that the ids it names are often real. */
import type { Channel } from '../../src-main/contract/channels.ts'
import type { JsonPath, Known } from './generate.ts'
import type { Json } from './nasty.ts'
import type { Surroundings } from './surroundings.ts'

type Kind = 'upload' | 'account' | 'batch' | 'watch' | 'file' | 'card' | 'live'

export interface Pool {
  readonly known: Known
  examples(channel: Channel): readonly Json[]
  /** Keeps the ids of an answer. */
  learn(channel: Channel, value: unknown): void
}

/** Names that stand for an id; in `queue.*` and the like what an `id` is depends on the channel. */
const NAMED: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    account: 'account',
    accountId: 'account',
    accountLimits: 'account',
    batchId: 'batch',
    watchId: 'watch',
    before: 'upload',
  } as const),
)
const KEPT = 200

export function createPool({ paths, server, hosts, canary, folder }: Surroundings): Pool {
  const ids: Record<Kind, string[]> = { upload: [], account: [], batch: [], watch: [], file: [], card: [], live: [] }
  const keep = (kind: Kind, found: readonly string[]): void => {
    ids[kind] = [...new Set([...ids[kind], ...found])].slice(-KEPT)
  }
  const header = `X-Key: ${canary}`
  const texts: ReadonlyMap<string, readonly string[]> = new Map(
    Object.entries({
      path: paths,
      paths,
      folder: paths,
      caFile: paths,
      endpoint: [server.endpoint, 'http://127.0.0.1:9/files/', 'https://no.invalid/', `http://${canary}:x@127.0.0.1:9/`],
      url: ['http://127.0.0.1:9/a.mp4', 'https://127.0.0.1:9/b.mov', 'sftp://127.0.0.1:9/c.mp4', 'https://no.invalid/x.m3u8'],
      proxyUrl: ['http://127.0.0.1:9', ''],
      provider: ['tus', ...hosts.map(({ provider }) => provider)],
    }),
  )

  const accounts: Json[] = [
    { provider: 'tus', name: 'Studio', settings: { endpoint: server.endpoint }, secrets: { headers: header } },
    ...hosts.map(({ provider, account }, index) => ({
      ...{ provider, name: `Host ${index}`, settings: { ...account.settings }, secrets: { ...account.secrets } },
    })),
  ]
  const rules = { accountId: 'Studio', quietSeconds: 1, extensions: [] }
  const examples: Partial<Readonly<Record<Channel, readonly Json[]>>> = {
    'queue.page': [{ filter: {}, offset: 0, limit: 100 }],
    'queue.add': [
      { paths: [folder.in('place', 'clips')], destination: { account: 'Studio' } },
      { paths: [folder.in('place', 'clips', 'a.mp4')], destination: { default: true }, again: true },
      { paths: [folder.in('place', 'clips')], destination: { account: 'Studio' }, also: [{ account: 'Host 0' }], fitting: true },
      { paths: [folder.in('place', 'cards')], destination: { endpoint: server.endpoint, headers: [header] } },
      ...hosts.map((_host, index) => ({
        ...{ paths: [folder.in('place', 'clips', 'a.mp4')], destination: { account: `Host ${index}` }, again: true },
      })),
    ],
    'queue.previewAdd': [
      { paths: [folder.in('place', 'clips')], to: [{ account: 'Studio' }, { account: 'Host 0', again: true }] },
      { paths: [folder.in('place', 'clips', 'a.mp4')], to: [] },
    ],
    'queue.import': [{ items: [{ url: 'http://127.0.0.1:9/a.mp4' }], destination: { account: 'Host 1' } }],
    'queue.readLinks': [{ text: 'https://a.invalid/1.mp4, One\nnonsense\nhttps://b.invalid/2.m3u8' }],
    'accounts.save': accounts,
    'accounts.test': ['Studio', 'Host 0', 'Host 1'].map((account) => ({ account })),
    'accounts.testEntered': accounts,
    'accounts.choices': [{ account: 'Studio', option: 'directoryId' }],
    'accounts.setDefault': [{ account: 'Studio' }],
    'live.create': [{ account: 'Host 0', title: 'Match day' }],
    'settings.change': [
      { concurrency: 3, stallSeconds: 5, quietSeconds: 1, proxyMode: 'system', limitBytesPerSecond: 0, schedule: [] },
    ],
    'settings.setProxyPassword': [{ value: `someone:${canary}`, proxy: 'http://127.0.0.1:1' }],
    'watch.add': ['cards/a', 'cards/b', 'clips'].map((name) => ({ path: folder.in('place', name), rules })),
    'watch.preview': [{ path: folder.in('place', 'clips'), rules }],
  }

  function known(at: JsonPath): readonly string[] {
    const [channel = ''] = at
    const isName = at.at(-1) === '*'
    const name = at.at(isName ? -2 : -1) ?? ''
    if (at.includes('secrets')) return isName ? ['headers', 'password', 'apiToken', 'token'] : [header, canary]
    if (channel === 'settings.setProxyPassword') return name === 'proxy' ? ['http://127.0.0.1:1'] : [`someone:${canary}`, '']
    if (at.includes('settings') && isName) return ['endpoint', 'metadata', 'chunkSize', 'apiBase']
    if (name === 'headers') return [header]
    const kind = NAMED.get(name) ?? (name === 'id' || name === 'ids' ? kindOfId(channel, name) : undefined)
    return kind === undefined ? (texts.get(name) ?? []) : ids[kind]
  }

  return {
    known,
    examples: (channel) => examples[channel] ?? [],
    learn(channel, value) {
      if (channel === 'queue.page') keep('upload', idsOf(value, 'rows'))
      if (channel === 'queue.page') keep('batch', idsOf(value, 'rows', 'batchId'))
      if (channel === 'batches.list') keep('batch', idsOf(value, 'batches'))
      if (channel === 'accounts.list') keep('account', [...idsOf(value), ...idsOf(value, null, 'name')])
      if (channel === 'watch.list') keep('watch', idsOf(value))
      if (channel === 'watch.add') keep('watch', idsOf([value]))
      if (channel === 'watch.files') keep('file', idsOf(value, 'rows'))
      if (channel === 'watch.cards') keep('card', idsOf(value))
      if (channel === 'live.list') keep('live', idsOf(value))
    },
  }
}

function kindOfId(channel: string, name: string): Kind {
  if (channel.startsWith('queue.')) return 'upload'
  if (channel.startsWith('accounts.')) return 'account'
  if (channel.startsWith('live.')) return 'live'
  if (channel === 'watch.dismissCard') return 'card'
  return channel === 'watch.decide' && name === 'ids' ? 'file' : 'watch'
}

function idsOf(value: unknown, list: string | null = null, name = 'id'): string[] {
  const rows = list === null ? value : (value as Record<string, unknown>)[list]
  return (rows as readonly Record<string, unknown>[]).map((row) => String(row[name]))
}
