/** @file What must hold when a round is over: how the host ended, what it has left, and that it starts again. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { runCli } from '../support/cli.ts'
import { asNobody, isRoot } from '../support/users.ts'
import type { Ended } from './host.ts'
import { type Finding, findSecret, short } from './judge.ts'
import type { Surroundings } from './surroundings.ts'

/** The exit code of a command that was told to end. */
const INTERRUPTED = 130
/** Longest turn of the event loop, in time of the processor. */
const MAX_TURN_MS = 500
const MAX_BYTES = 900 * 1024 * 1024

export async function judgeAftermath(surroundings: Surroundings, { code, stderr, figures }: Ended): Promise<Finding[]> {
  const findings: Finding[] = []
  const say = (breach: string, words: string): void => void findings.push({ breach, words })
  if (code !== INTERRUPTED) say('does not end as it should', `exit code ${code}; ${short(stderr)}`)
  if (figures && figures.longestMs > MAX_TURN_MS)
    say('holds up its event loop', `${Math.round(figures.longestMs)} ms in one turn`)
  if (figures && figures.maxBytes > MAX_BYTES) say('takes too much memory', `${Math.round(figures.maxBytes / 1e6)} MB`)
  for (const words of journalProblems(join(surroundings.dataDir, 'journal.db'))) say('leaves a damaged journal', words)
  for (const { path, text } of await filesBelow(surroundings.dataDir)) {
    const secret = findSecret(text, surroundings.secrets())
    // The upload address of one host is a key that the journal cannot do without.
    if (secret !== undefined && !path.includes('journal.db')) say('leaves a secret in clear', `${path}: ${secret}`)
    for (const line of path.endsWith('.log') ? complaints(text) : []) say('logs an error', short(line))
  }
  const again = await runCli(['queue', 'list'], {
    dataDir: surroundings.dataDir,
    ...(isRoot ? { uid: await asNobody(surroundings.dataDir) } : {}),
  })
  if (again.code !== 0) say('does not start again', `${again.code}: ${short(again.stderr)}`)
  return findings
}

function journalProblems(path: string): string[] {
  const journal = new DatabaseSync(path)
  try {
    const rows = [...journal.prepare('PRAGMA integrity_check').all(), ...journal.prepare('PRAGMA foreign_key_check').all()]
    return rows.map((row) => JSON.stringify(row)).filter((row) => row !== '{"integrity_check":"ok"}')
  } finally {
    journal.close()
  }
}

async function filesBelow(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return Promise.all(
    entries.map(async ({ parentPath, name }) => ({
      path: join(parentPath, name),
      text: await readFile(join(parentPath, name), 'latin1'),
    })),
  )
}

const ERROR = 50

/** Lines of errors, and of what leads out of the folder, where nobody may write. */
function complaints(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .filter((line) => (JSON.parse(line) as { level: number }).level >= ERROR || /\bEACCES\b/.test(line))
}
