/**
 * @file The command line as a process of its own that detects sleep after a few seconds (`SLEEP_AFTER_MS`), and whose wall clock
 * SIGUSR2 shifts (`CLOCK_BY_MS`): no test can wait for the one or change the other.
 */
import process from 'node:process'
import * as drives from '../../src-main/adapters/drives/files.ts'
import { compose, openRepair } from '../../src-main/compose.ts'
import { fileTools } from '../../src-main/file-tools.ts'
import { runCli } from '../../src-main/headless/cli.ts'

const sleepAfterMs = Number(process.env['SLEEP_AFTER_MS'] ?? 10_000)
const clockByMs = Number(process.env['CLOCK_BY_MS'] ?? 0)
const RealDate = Date
let movedMs = 0

class MovedDate extends RealDate {
  static override now = (): number => RealDate.now() + movedMs

  constructor(...given: [] | [number | string | Date]) {
    super(given[0] ?? RealDate.now() + movedMs)
  }
}
globalThis.Date = MovedDate as DateConstructor

process.on('SIGUSR2', () => {
  movedMs += clockByMs
})

process.exitCode = await runCli(process.argv.slice(2), {
  compose: (host, options) => compose({ ...host, sleepAfterMs }, options),
  openRepair,
  drives,
  fileTools,
  version: 'test',
  pages: null,
  interrupted: new AbortController().signal,
  readerGone: new AbortController().signal,
})
