/** @file Verdicts as tables, for the terminal and for docs/reliability.md. Pure. */
import { FAULT_NAMES, FAULTS, type FaultName } from './fault-table.ts'
import type { Breach } from './judge.ts'
import type { Verdict } from './run.ts'

const withFault = (verdicts: readonly Verdict[], name: FaultName): Verdict[] =>
  verdicts.filter(({ fired }) => fired.some((fault) => fault.name === name))

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}

/** What happened by fault. A run with several faults counts for each of them. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const head = [
    'fault',
    'runs',
    'times it struck',
    'by itself',
    'same command again',
    'asked a person',
    'sent, of the size (median, most)',
    'broken promises',
  ]
  const rows = FAULT_NAMES.map((name) => {
    const runs = withFault(verdicts, name)
    const struck = runs.reduce((sum, { strikes }) => sum + (strikes.get(name) ?? 0), 0)
    const asked = runs.filter(({ endings }) => endings.some(({ end }) => end === 'stopped')).length
    const alone = runs.filter(({ endings }) => endings.length === 1 && endings[0]?.end === 'done').length
    const ratios = runs
      .filter(({ plan }) => plan.sizeBytes > 200_000)
      .map(({ sentRatio }) => sentRatio)
      .sort((one, other) => one - other)
    const figures =
      ratios.length === 0 ? '–' : `${percent(ratios[Math.floor(ratios.length / 2)] ?? 0)}, ${percent(ratios.at(-1) ?? 0)}`
    const broken = runs.filter(({ findings }) => findings.length > 0).length
    return row([FAULTS[name].title, runs.length, struck, alone, runs.length - alone - asked, asked, figures, broken])
  })
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows].join('\n')
}

const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`

const LOSSES: Readonly<Record<Breach, string>> = {
  'wrong bytes': '**says success, but the bytes are wrong**',
  'old version': 'says success for a file that changed meanwhile',
  'extra upload': 'a second upload at the server',
  'sent again': 'sends again what was there',
  hung: 'hangs for ever',
  crash: 'crashes',
  'wrong stop': 'gives up',
  unfinished: 'never finishes, however often it is started',
  litter: 'leaves files',
  journal: 'damages its records',
}

/** What a subject broke under one fault, in words with counts. */
function lossesOf(verdicts: readonly Verdict[], name: FaultName): string {
  const runs = withFault(verdicts, name)
  if (runs.length === 0) return 'not reached'
  const parts = (Object.keys(LOSSES) as Breach[]).flatMap((breach) => {
    const count = runs.filter(({ findings }) => findings.some((finding) => finding.breach === breach)).length
    return count === 0 ? [] : [`${LOSSES[breach]} (${count} of ${runs.length})`]
  })
  return parts.length === 0 ? `nothing (${runs.length} runs)` : parts.join('; ')
}

export interface PageInput {
  readonly verdicts: readonly Verdict[]
  /** Every fault alone, against plain tus-js-client and against Reelay. */
  readonly theirs: readonly Verdict[]
  readonly ours: readonly Verdict[]
  readonly from: number
  readonly minutes: number
}

export function reliabilityPage({ verdicts, theirs, ours, from, minutes }: PageInput): string {
  const broken = verdicts.filter(({ findings }) => findings.length > 0)
  const runs = verdicts.length
  const faults = verdicts.reduce((sum, { fired }) => sum + fired.length, 0)
  const bytes = verdicts.reduce((sum, { plan }) => sum + plan.sizeBytes, 0)
  const compared = FAULT_NAMES.map((name) =>
    row([FAULTS[name].title, lossesOf(theirs, name), FAULTS[name].reelay, lossesOf(ours, name)]),
  )
  return `# Reliability

Written by \`npm run test:faults\`. Every run draws a file, a server and one to three faults from its seed, sends the file with the
built command line through a proxy that misbehaves, starts the command again as a person would, and checks from outside:

- the upload is done and the server’s bytes have the same SHA-256, or it stopped in the state and with the code that the fault calls for;
- after the faults are over, the same command (or \`--start-over\`, when it was told twice that only this helps) finishes it;
- no second upload of a file at the server, unless started over; a creation whose answer was lost leaves an empty one at most;
- bytes sent again are at most one request, or what was in flight, for each interruption;
- no unhandled rejection, no bug in the log, no file left in the data folder, a journal that passes its integrity check.

## ${runs} runs

Seeds from ${from} on and every seed that ever failed, ${faults} faults, ${(bytes / 1e9).toFixed(1)} GB, ${minutes.toFixed(0)} minutes: **${runs - broken.length} kept every promise, ${broken.length} did not**.
A run with several faults counts for each of them. A fault strikes when it meets what it was made for: a request, a process, a file.

${tableOf(verdicts)}

## Beside plain tus-js-client 4.3.1

The same faults, each alone, against tus-js-client as documented: retry delays of 0, 1, 3 and 5 s, \`FileUrlStorage\`, a chunk size only
where the server forces it; started again up to ten times; a start in which nothing ends for 20 s is ended. Stopping is counted as giving
up only where Reelay goes on by itself.

| fault | plain tus-js-client | what Reelay does instead | Reelay, same runs |
|---|---|---|---|
${compared.join('\n')}
`
}
