/**
 * @file Loaded before a program (`--import`): adds a byte to the file `NOTE_HELD` after each attempt that failed because another program
 * holds a file, so that a test knows that the program waits.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'

const SQLITE_BUSY = 5
const { appendFileSync } = fs

function note(caught) {
  const isHeld = caught.code === 'EBUSY' || (Number(caught.errcode) & 0xff) === SQLITE_BUSY
  if (isHeld) appendFileSync(process.env.NOTE_HELD, '.')
  throw caught
}

function noting(original) {
  return function call(...args) {
    try {
      return original.apply(this, args)
    } catch (caught) {
      return note(caught)
    }
  }
}

const { rename } = fs.promises
fs.promises.rename = (...args) => rename(...args).catch(note)

for (const name of ['openSync', 'renameSync']) fs[name] = noting(fs[name])
DatabaseSync.prototype.exec = noting(DatabaseSync.prototype.exec)
syncBuiltinESMExports()
