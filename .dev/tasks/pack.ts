/**
 * @file `npm run pack`: the packages of this system, in out/packages. `npm run pack -- dir` makes the folder alone, and other
 * names only those formats; `--arch arm64` packs for another processor, whose watcher must be installed.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildIfNeeded, root } from '../build.ts'
import type { Target } from '../packaging/binary.ts'
import { feedFrom } from '../packaging/feed.ts'
import { notesOf } from '../packaging/notes.ts'
import { pack } from '../packaging/pack.ts'
import { unsignedNote } from '../packaging/signing.ts'
import { rootManifest } from '../packaging/stage.ts'

const { values, positionals } = parseArgs({
  options: { arch: { type: 'string', default: process.arch } },
  allowPositionals: true,
})
if (values.arch !== 'x64' && values.arch !== 'arm64')
  throw new Error(`There are packages for x64 and arm64, not for ${values.arch}.`)
const target = { platform: process.platform, arch: values.arch } as Target

buildIfNeeded({ force: true })
const { version } = await rootManifest()
const notes = notesOf(await readFile(join(root, 'CHANGELOG.md'), 'utf8'), version)
for (const path of await pack({
  target,
  ...(notes === null ? {} : { notes }),
  ...(positionals.length > 0 ? { formats: positionals } : {}),
}))
  console.log(path)
const note = unsignedNote(process.platform, process.env)
if (note) console.log(note)
if (feedFrom(process.env) === null) console.log('It looks for no updates: neither REELAY_FEED nor GITHUB_REPOSITORY is set.')
