/** @file A process that writes many lines to a log in a data folder, prints how many it has written, and waits then for a line of its input. */
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLog } from '../../src-main/log-file.ts'

const [dataDir = '', lines = '0', maxBytes = '0'] = process.argv.slice(2)
const log = openLog(dataDir, false, { maxBytes: Number(maxBytes), oldFiles: 3 })
const input = createInterface({ input: process.stdin })
const answers = input[Symbol.asyncIterator]()
for (let line = 0; line < Number(lines); line += 1) {
  log.info(`line ${line} ${'x'.repeat(100)}`)
  if (line % 1_000 !== 0) continue
  process.stdout.write(`${line}\n`)
  await answers.next()
  await sleep(200)
}
input.close()
