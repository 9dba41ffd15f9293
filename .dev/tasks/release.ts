/**
 * @file `node .dev/run.mjs release FOLDER INTO`: puts what several machines have packed (a folder each in FOLDER) into one folder,
 * with the feeds merged and every file compared with its hash, and what the version brings into INTO-notes.md.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { root } from '../build.ts'
import { gatherRelease } from '../packaging/feeds.ts'
import { notesOf } from '../packaging/notes.ts'
import { rootManifest } from '../packaging/stage.ts'

const [from, into] = process.argv.slice(2)
if (!from || !into) throw new Error('release takes a folder with the packages of each machine, and a folder for all of them.')
const { version } = await rootManifest()
const notes = notesOf(await readFile(join(root, 'CHANGELOG.md'), 'utf8'), version)
if (notes === null) throw new Error(`CHANGELOG.md says nothing of ${version}.`)
await writeFile(`${into}-notes.md`, notes)
const sources = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isDirectory())
for (const name of await gatherRelease(
  sources.map((entry) => join(from, entry.name)),
  into,
))
  console.log(name)
