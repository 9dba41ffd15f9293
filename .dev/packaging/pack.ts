/** @file Packs the built app for one system and processor. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { Arch, build, type Configuration, Platform } from 'electron-builder'
import { root } from '../build.ts'
import type { Target } from './binary.ts'
import { AUTHOR, configFrom, HOMEPAGE, LINUX_NAME, STAGE } from './config.ts'
import { stageDesktop } from './stage.ts'

const PLATFORMS = { darwin: Platform.MAC, linux: Platform.LINUX, win32: Platform.WINDOWS } as const

export interface Packing {
  readonly target: Target
  /** Such as `deb`, or `dir` for the folder alone; what the configuration names if not given. */
  readonly formats?: readonly string[]
  /** Folders with packages, and what else is different from a release. */
  readonly modules?: readonly string[]
  readonly overrides?: Configuration
  readonly env?: NodeJS.ProcessEnv
  /** What the version brings, for the feed. */
  readonly notes?: string
}

/** The installed runtime, whose checksums `npx install-electron` has compared, when it is that of the target. */
function runtimeFor({ platform, arch }: Target): Pick<Configuration, 'electronDist'> {
  const folder = join(root, 'node_modules', 'electron', 'dist')
  const isHere = platform === process.platform && arch === process.arch && existsSync(join(folder, 'version'))
  return isHere ? { electronDist: folder } : {}
}

/** Returns the paths of what was made. Never publishes anything. */
export async function pack({ target, formats, modules, overrides = {}, env = process.env, notes }: Packing): Promise<string[]> {
  const config = {
    ...configFrom(env),
    ...runtimeFor(target),
    ...(notes ? { releaseInfo: { releaseNotes: notes } } : {}),
    ...overrides,
  }
  const stage = config.directories?.app ?? STAGE
  await stageDesktop({
    folder: join(root, stage),
    target,
    desktopName: `${LINUX_NAME}.desktop`,
    homepage: HOMEPAGE,
    author: AUTHOR,
    ...(modules ? { modules } : {}),
  })
  try {
    const targets = PLATFORMS[target.platform].createTarget(formats ? [...formats] : undefined, Arch[target.arch])
    return await build({ projectDir: root, targets, config, publish: 'never' })
  } finally {
    await rm(join(root, stage), { recursive: true, force: true })
  }
}
