/** @file What a round has around it: clips, watched folders, a tus server, simulated hosts, and secrets that nobody may see. */
import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Draw } from '../faults/draw.ts'
import { writeMedia } from '../support/media.ts'
import { SIMULATED_PROVIDERS, SIMULATORS } from '../support/simulators/all.ts'
import type { Simulator } from '../support/simulators/simulator.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { startTusServer, type TusServer } from '../support/tus-server.ts'
import type { Json } from './nasty.ts'

export interface Surroundings extends AsyncDisposable {
  readonly folder: TempFolder
  readonly dataDir: string
  readonly server: TusServer
  readonly hosts: readonly Simulator[]
  /** Files and folders that may be sent, watched and moved, and some that do not exist. */
  readonly paths: readonly string[]
  /** A secret that was put in, never to be seen again. */
  readonly canary: string
  /** Everything that must not be seen: what was put in, and what the hosts have given out. */
  secrets(): readonly string[]
  /** Something happens to the files or to the network. */
  disturb(draw: Draw): Promise<void>
}

const CLIP_BYTES = 60_000

export async function openSurroundings(draw: Draw): Promise<Surroundings> {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await tempFolder())
  const surroundings = (...names: string[]): string => folder.in('place', ...names)
  const server = stack.use(await startTusServer({ directory: folder.in('hosts', 'tus') }))
  const hosts: Simulator[] = []
  // One that makes live streams, and another.
  for (const name of ['mcls', draw.pick(SIMULATED_PROVIDERS as [never, ...never[]])] as const) {
    hosts.push(stack.use(await SIMULATORS[name]({ directory: folder.in('hosts', `${name}-${hosts.length}`) })))
  }
  for (const name of ['home', 'place/moved', 'place/empty']) await mkdir(folder.in(name), { recursive: true })
  const clips = [
    'clips/a.mp4',
    'clips/b.mov',
    'clips/day 2/ü \u202e.mp4',
    'cards/a/one.mp4',
    'cards/b/two.mp4',
    'cards/b/two.xml',
  ]
  for (const [index, name] of clips.entries()) await writeMedia(surroundings(name), CLIP_BYTES + index)
  await writeFile(surroundings('clips', 'nothing.mp4'), '')
  await symlink(surroundings('clips'), surroundings('clips', 'round'))
  await symlink(surroundings('clips', 'a.mp4'), surroundings('clips', 'link.mp4'))
  const canary = `canary${draw.whole(1e9, 2e9)}`
  const paths = [
    ...clips.map((name) => surroundings(name)),
    ...['clips', 'cards', 'cards/a', 'cards/b', 'moved', 'empty', 'missing', 'missing/x.mp4', 'clips/nothing.mp4'].map((name) =>
      surroundings(name),
    ),
    `${surroundings('clips')}/`,
    `${surroundings('clips')}/../cards/./a`,
    surroundings('clips', 'link.mp4'),
    'clips/b.mov',
    folder.in('data'),
  ]
  let made = 0
  const owned = stack.move()
  return {
    folder,
    dataDir: folder.in('data'),
    server,
    hosts,
    paths,
    canary,
    secrets: () => [
      canary,
      ...hosts
        .flatMap((host) => [...host.secretTexts(), ...Object.values(host.account.secrets)])
        .filter(({ length }) => length > 7),
    ],
    async disturb(by) {
      const what = by.whole(0, 6)
      const where = by.pick(['cards/a', 'cards/b', 'clips'])
      made += 1
      // Reelay moves files meanwhile, so any of these may be gone.
      if (what <= 1) await writeMedia(surroundings(where, `new ${made}.mp4`), CLIP_BYTES).catch(() => {})
      if (what === 2) await appendFile(surroundings('cards/a/one.mp4'), 'more').catch(() => {})
      if (what === 3)
        await rename(surroundings('cards/b/two.mp4'), surroundings('cards/b', `renamed ${made}.mp4`)).catch(() => {})
      if (what === 4) await rm(surroundings('clips/b.mov'), { force: true })
      if (what === 5) server.cut()
      if (what === 6) server.slowDown(by.pick([20_000, 500_000, Number.POSITIVE_INFINITY]))
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/**
 * The value with every text replaced that leads out of the folder: no chance of a drawn path may touch what is not ours.
 * Texts that are no paths lead nowhere and stay.
 */
export function confined(value: Json, folder: TempFolder): Json {
  if (typeof value === 'string') return leadsOut(value, folder) ? folder.in('place', 'elsewhere') : value
  if (Array.isArray(value)) return value.map((one) => confined(one, folder))
  if (typeof value !== 'object' || value === null) return value
  const copy: { [name: string]: Json } = {}
  for (const [name, one] of Object.entries(value)) {
    Object.defineProperty(copy, name, { value: confined(one, folder), enumerable: true, configurable: true, writable: true })
  }
  return copy
}

function leadsOut(text: string, folder: TempFolder): boolean {
  if (!isAbsolute(text) && !text.includes('..')) return false
  const inside = relative(folder.path, resolve(folder.in('place'), text))
  const [first = ''] = inside.split('/')
  return isAbsolute(inside) || !['place', 'data'].includes(first)
}
