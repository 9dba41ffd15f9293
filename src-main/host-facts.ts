/** @file Facts of the machine and the data folder, for the diagnostics of both hosts. */
import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { arch, release, totalmem, type, version } from 'node:os'
import process from 'node:process'
import type { HostFacts } from './contract/diagnostics.ts'
import { withoutPaths } from './contract/text/without-paths.ts'
import { lastProblems } from './log-tail.ts'

const VERSIONS = ['electron', 'chrome', 'node', 'v8', 'openssl'] as const

export async function readHostFacts(
  dataDir: string,
  { packaged, crashDumps }: Pick<HostFacts, 'packaged' | 'crashDumps'>,
): Promise<HostFacts> {
  const [writable, freeBytes] = await Promise.all([isWritable(dataDir), freeBytesAt(dataDir)])
  return {
    versions: Object.fromEntries(
      VERSIONS.flatMap((name) => {
        const found = process.versions[name]
        return found === undefined ? [] : [[name, found]]
      }),
    ),
    system: `${type()} ${release()} (${version()}) ${arch()}`,
    memoryBytes: totalmem(),
    runningSeconds: Math.round(process.uptime()),
    packaged,
    crashDumps,
    dataFolder: { path: dataDir, writable, freeBytes },
    lastProblems: lastProblems(dataDir, withoutPaths),
  }
}

function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
}

function freeBytesAt(folder: string): Promise<number | null> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  )
}
