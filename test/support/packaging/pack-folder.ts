/** @file Packs the built app for a target around a fake distribution, in a folder of its own and without any network. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Target } from '../../../.dev/packaging/binary.ts'
import { pack } from '../../../.dev/packaging/pack.ts'
import { bindingOf } from '../../../.dev/packaging/watcher.ts'
import { fakeBinary, fakeBinding, fakeElectron } from './fake-electron.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const HERE: Target = { platform: process.platform, arch: process.arch } as Target

export interface Packing {
  readonly formats?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** What the watcher’s package of the target holds, where it is not that of this machine; `null` for no such package. */
  readonly binary?: Buffer | null
}

export interface PackFolder extends AsyncDisposable {
  in(...names: string[]): string
  /** Returns the paths of the packages. */
  pack(target: Target, packing?: Packing): Promise<string[]>
}

export async function openPackFolder(): Promise<PackFolder> {
  // Not below the temporary folder of the tests with a dot in its name: electron-builder passes those over.
  const folder = await mkdtemp(join(tmpdir(), 'reelay-pack-'))
  const inFolder = (...names: string[]): string => join(folder, ...names)
  process.env['ELECTRON_BUILDER_OFFLINE'] = 'true'
  return {
    in: inFolder,
    async pack(target, { formats = ['dir'], env = {}, binary = fakeBinary(target) } = {}) {
      const isHere = target.platform === HERE.platform && target.arch === HERE.arch
      const own = join(root, 'node_modules')
      await rm(inFolder('electron'), { recursive: true, force: true })
      await fakeElectron(inFolder('electron'), target)
      if (!isHere && binary) await fakeBinding(inFolder('modules'), bindingOf(target), binary)
      return pack({
        target,
        formats,
        env,
        modules: [inFolder('modules'), own],
        overrides: {
          electronDist: inFolder('electron'),
          directories: {
            app: join('out', 'stage', `test-${process.pid}`),
            output: inFolder('packages'),
            buildResources: 'resources/packaging',
          },
        },
      })
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The folder with `app.asar`, and what a person starts. */
export function packedIn(
  inFolder: PackFolder,
  { platform, arch }: Target,
): { readonly resources: string; readonly binary: string } {
  const suffix = arch === 'arm64' ? '-arm64' : ''
  if (platform === 'darwin') {
    const app = inFolder.in('packages', `mac${suffix}`, 'Reelay.app')
    return { resources: join(app, 'Contents', 'Resources'), binary: app }
  }
  const folder = inFolder.in('packages', `${platform === 'win32' ? 'win' : 'linux'}${suffix}-unpacked`)
  return { resources: join(folder, 'resources'), binary: join(folder, platform === 'win32' ? 'Reelay.exe' : 'reelay-desktop') }
}
