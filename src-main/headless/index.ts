/** @file Entry of the headless host: the `reelay` command. */
import '../threads.ts'
import '../code-cache.ts'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const EXIT_DELAY_MS = 300

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `reelay needs Node ${NEEDED} or newer; this is ${process.versions.node}. In a checkout, use: npm run -s reelay -- …\n`,
  )
  process.exit(2)
}

const { compose, openRepair } = await import('../compose.ts')
const { hasPendingCalls } = await import('../adapters/drives/calls.ts')
const drives = await import('../adapters/drives/files.ts')
const { fileTools } = await import('../file-tools.ts')
const { exitProcess } = await import('../process-exit.ts')
const { runCli } = await import('./cli.ts')
const { listenForStops } = await import('./signals.ts')

const stops = listenForStops()

/** The built interface is beside the built host. */
const renderer = fileURLToPath(new URL('../renderer', import.meta.url))
const pages = existsSync(renderer) ? renderer : null

const host = { compose, openRepair, drives, fileTools, version: __VERSION__, pages }
process.exitCode = await runCli(process.argv.slice(2), { ...host, ...stops })
// Everything is printed and closed. Only a call that cannot be aborted, such as one to an unresponsive drive, is left.
if (stops.interrupted.aborted || hasPendingCalls()) setTimeout(() => exitProcess(Number(process.exitCode)), EXIT_DELAY_MS).unref()
