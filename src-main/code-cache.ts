/**
 * @file Keeps what Node made of the built code from one start of the command to the next. Beside the code, so that only who could
 * change the code could change it; where nobody may write, such as below `/usr`, Node compiles every time as before.
 */
import { mkdirSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

/** Imported before anything that takes long to compile. */
try {
  const folder = fileURLToPath(new URL('.code-cache', import.meta.url))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  module.enableCompileCache(folder)
} catch {
  // A read-only folder; and a Node that is too old, which is said later, has no such cache.
}
