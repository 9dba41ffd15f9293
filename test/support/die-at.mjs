/**
 * @file Loaded before a program (`--import`): kills the process before its nth change of the data folder (`DIE_AT`), as kill -9
 * would. Changes that SQLite makes by itself do not count.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'

const dieAt = Number(process.env.DIE_AT)
const dataDir = process.env.DIE_IN
let changes = 0

for (const name of ['renameSync', 'writeFileSync', 'copyFileSync', 'rmSync', 'fsyncSync', 'openSync']) {
  const original = fs[name]
  fs[name] = (...args) => {
    const isReading = name === 'openSync' && !/[wa+]/.test(String(args[1] ?? 'r'))
    if (!isReading && (typeof args[0] === 'number' || String(args[0]).startsWith(dataDir))) {
      changes += 1
      if (changes === dieAt) process.kill(process.pid, 'SIGKILL')
    }
    return original(...args)
  }
}
syncBuiltinESMExports()
