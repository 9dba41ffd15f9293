/**
 * @file `npm run test:fuzz`: calls drawn from the schemas of every channel against the built headless host, in rounds of a
 * seed each. `-- --seconds 300` goes on for as long; `-- --seed 17` runs one round again; `--calls` says how long a round is.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { CHANNELS } from '../../src-main/contract/channels.ts'
import { REGRESSIONS } from '../../test/fuzz/regressions.ts'
import { type RoundOptions, runRound, type Verdict } from '../../test/fuzz/round.ts'
import { buildIfNeeded } from '../build.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    /** The first seed; another one each day by default. */
    from: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000) * 1_000) },
    calls: { type: 'string', default: '600' },
  },
})
const seconds = numberOf('seconds')
const calls = numberOf('calls')

function numberOf(name: 'seconds' | 'seed' | 'from' | 'calls'): number {
  const value = Number(values[name])
  if (Number.isSafeInteger(value) && value > 0) return value
  console.error(`--${name} takes a whole number above 0.`)
  process.exit(2)
}

function describeVerdict({ seed, calls: made, findings, slowest, figures, seconds: took }: Verdict): string {
  const turn =
    figures === null ? '' : `, longest turn ${Math.round(figures.longestMs)} ms, ${Math.round(figures.maxBytes / 1e6)} MB`
  const line = `seed ${seed}: ${made} calls in ${took.toFixed(1)} s, slowest ${slowest.channel} ${Math.round(slowest.ms)} ms${turn}`
  return [line, ...findings.map(({ breach, words }) => `  ✗ ${breach}: ${words.replaceAll('\n', '\n    ')}`)].join('\n')
}

/** How often each channel answered with which outcome. */
function tableOf(verdicts: readonly Verdict[]): string {
  return CHANNELS.map((channel) => {
    const outcomes = new Map<string, number>()
    for (const { answers } of verdicts)
      for (const [outcome, count] of answers.get(channel) ?? []) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count)
    const counts = [...outcomes].toSorted(([, one], [, other]) => other - one).map(([outcome, count]) => `${outcome} ${count}`)
    return `  ${channel.padEnd(26)} ${counts.join(', ')}`
  }).join('\n')
}

buildIfNeeded()
const until = performance.now() + seconds * 1_000
const verdicts: Verdict[] = []
async function round(seed: number, options: RoundOptions): Promise<void> {
  const verdict = await runRound(seed, options)
  verdicts.push(verdict)
  console.log(describeVerdict(verdict))
}

if (values.seed !== undefined) await round(numberOf('seed'), { calls })
else {
  console.log(`Calls every channel with anything, for ${seconds} seconds and a little more.`)
  for (const known of REGRESSIONS) await round(known.seed, { calls: known.calls })
  for (let seed = numberOf('from'); performance.now() < until; seed += 1) await round(seed, { calls, until })
}
const broken = verdicts.filter(({ findings }) => findings.length > 0)
const made = verdicts.reduce((sum, verdict) => sum + verdict.calls, 0)
console.log(`\n${tableOf(verdicts)}\n\n${made} calls in ${verdicts.length} rounds, ${broken.length} with a finding`)
if (broken.length > 0)
  for (const verdict of broken) console.log(`Again: npm run test:fuzz -- --calls ${verdict.asked} --seed ${verdict.seed}`)
process.exitCode = broken.length > 0 ? 1 : 0
