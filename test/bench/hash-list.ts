/** @file A hash list of 50 MB, read in a process of its own: `node hash-list.ts <folder>` prints how long it takes and keeps the event loop. */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { finished } from 'node:stream/promises'
import { readEntries } from '../../src-main/adapters/hash-lists/list.ts'

export interface ListFigures {
  readonly entries: number
  readonly seconds: number
  readonly delayP99Ms: number
}

const BYTES = 50_000_000
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<hashlist version="2.0" xmlns="urn:ASC:MHL:v2.0">\n<hashes>\n'

const path = join(process.argv[2] ?? '.', 'large.mhl')
const out = createWriteStream(path)
out.write(HEAD)
for (let written = 0, at = 0; written < BYTES; at += 1) {
  const clip = `<path size="${at}" lastmodificationdate="2026-11-27T05:33:20+00:00">Clips/A001C${String(at).padStart(7, '0')}.mov</path>`
  const entry = `<hash>${clip}<xxh64 action="original">629381bc599830cf</xxh64></hash>\n`
  written += entry.length
  if (!out.write(entry)) await new Promise<void>((resolve) => out.once('drain', resolve))
}
out.end('</hashes></hashlist>\n')
await finished(out)

const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const before = performance.now()
let entries = 0
await readEntries(path, () => {
  entries += 1
})
const seconds = (performance.now() - before) / 1_000
delay.disable()
const figures: ListFigures = { entries, seconds, delayP99Ms: delay.percentile(99) / 1e6 }
console.log(JSON.stringify(figures))
