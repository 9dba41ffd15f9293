/** @file Ends commands with the process that runs the tests, even if that is killed. Only Linux can do that by itself. */
import { spawnSync } from 'node:child_process'

const probe =
  process.platform === 'linux'
    ? spawnSync('sh', ['-c', 'command -v setpriv && setpriv --pdeathsig KILL true'], { encoding: 'utf8' })
    : null

/** In front of a command. It stays the same process; the path is absolute, as some commands have another `PATH`. */
export const ENDS_WITH_TESTS: readonly string[] = probe?.status === 0 ? [probe.stdout.trim(), '--pdeathsig', 'KILL'] : []
