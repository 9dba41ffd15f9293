/**
 * @file Starts a task of this checkout on any machine with Node 20 or newer and npm: installs the packages when they are
 * missing or older than the lockfile, then runs the task under the Node of the lockfile.
 * Plain JavaScript without packages, because it runs before there are any.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { findNode, majorOf } from './find-node.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const [task, ...args] = process.argv.slice(2)

function fail(message) {
  console.error(message)
  process.exit(2)
}

function installIfNeeded() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  const lockfile = join(root, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return
  console.error('Installing the packages (npm ci), which takes about a minute…')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status, error, stdout, stderr } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (error) fail(`npm could not be started: ${error.message}. Install npm and run this again.`)
  if (status !== 0) fail(`${stdout}${stderr}\nnpm ci failed, see above.`)
}

if (majorOf(process.version) < 20) fail(`This needs Node 20 or newer to begin with; this is ${process.version}.`)
installIfNeeded()
const { path: node, problem } = findNode(root)
if (problem) fail(problem)
const child = spawn(node, [join(root, '.dev', 'tasks', `${task}.ts`), ...args], {
  // npm runs scripts in the checkout; paths on the command line are meant from where the person is.
  cwd: task === 'reelay' ? (process.env.INIT_CWD ?? process.cwd()) : root,
  stdio: 'inherit',
  // What a task starts finds the same Node first, whatever npm has linked.
  env: { ...process.env, PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter) },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to both; a plain kill reaches only this process and is passed on.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
child.on('error', (error) => fail(error.message))
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
