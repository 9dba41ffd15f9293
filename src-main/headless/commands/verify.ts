/** @file `reelay verify`: reads files again and compares them with their receipts and hash lists. */
import { resolve } from 'node:path'
import type { VerifyResult } from '../../engine/ports/verifier.ts'
import { indexSent, receiptsOf } from '../all-receipts.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { BAD_RESULTS, checkedLine, checkedText, countsText } from '../output/checked-lines.ts'
import { createReadingReporter } from '../output/reading-progress.ts'
import { print, printJson, printProblem } from '../output/terminal.ts'

/** Exit code 0: every file that receipts and lists have is as they state, and there is at least one. */
export async function verify(context: CommandContext, paths: readonly string[]): Promise<number> {
  const { json, verbose, interrupted, readerGone, fileTools } = context
  // The data folder is released before files are read, which may take long.
  const index = await withClient(context, (client) => indexSent(receiptsOf(client, { since: 0 })))
  const reporter = createReadingReporter(json)
  const counts = new Map<VerifyResult, number>()
  let doubts = 0
  const startedAt = performance.now()
  const signal = AbortSignal.any([interrupted, readerGone])
  try {
    await fileTools.verifyFiles(
      {
        paths: paths.map((path) => resolve(path)),
        ...index,
        onProgress: reporter.progress,
        onFile(file) {
          counts.set(file.result, (counts.get(file.result) ?? 0) + 1)
          const isFine = (file.result === 'verified' || file.result === 'not listed') && file.failure === null
          if (!isFine) doubts += 1
          if (json) return printJson(checkedLine('file', file))
          if (!isFine || verbose) reporter.line(checkedText(file), isFine ? 'result' : 'problem')
        },
      },
      signal,
    )
  } catch (caught) {
    if (!signal.aborted) throw caught
  } finally {
    reporter.end()
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  const count = (result: VerifyResult): number => counts.get(result) ?? 0
  if (json) {
    printJson({
      type: 'summary',
      verified: count('verified'),
      differs: count('differs'),
      missing: count('missing'),
      notListed: count('not listed'),
      unreadable: count('unreadable'),
      seconds,
    })
  } else if (signal.aborted) printProblem(`Stopped: ${countsText(counts)} until then.`)
  else print(`${countsText(counts)}.`)
  if (signal.aborted) return EXIT.interrupted
  const code = exitOf(counts)
  return code === EXIT.ok && doubts > 0 ? EXIT.attention : code
}

function exitOf(counts: ReadonlyMap<VerifyResult, number>): number {
  if ([...counts.keys()].some((result) => BAD_RESULTS.has(result))) return EXIT.failed
  return counts.has('unreadable') || !counts.has('verified') ? EXIT.attention : EXIT.ok
}
