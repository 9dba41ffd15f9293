/**
 * @file Enables Node's compile cache for the command. The cache is beside the code, so that only who could change the code could change
 * it; in a read-only folder, such as below `/usr`, Node compiles at every start.
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
  // A read-only folder; a Node that is too old, which is reported later, has no such cache.
}
