/** @file `npm run -s reelay -- …`: the command line of this checkout, built first when sources are newer. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { buildIfNeeded, headlessEntry } from '../build.ts'

buildIfNeeded()
const child = spawn(process.execPath, [headlessEntry, ...process.argv.slice(2)], { stdio: 'inherit' })
// The command itself saves its state on these; this process only waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
