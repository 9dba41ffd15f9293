/** @file Checks the promises from outside when everything has ended: at the server, on the line, in the data folder. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { sha256Of } from '../support/sha256.ts'
import { codesFor } from './fault-table.ts'
import type { PlannedFault } from './plan.ts'
import type { Ending, Subject } from './subject.ts'
import { filesBelow, type World } from './world.ts'

/** Promises that a run can break. */
export type Breach =
  | 'unfinished'
  | 'wrong bytes'
  | 'old version'
  | 'extra upload'
  | 'sent again'
  | 'hung'
  | 'crash'
  | 'wrong stop'
  | 'litter'
  | 'journal'

export interface Finding {
  readonly breach: Breach
  readonly detail: string
}

export interface Course {
  readonly endings: readonly Ending[]
  readonly fired: readonly PlannedFault[]
  readonly startOvers: number
  /** Uploads made for a file that was sent already. */
  readonly createdAfterwards: number
}

/** What can be between the disk of one side and the disk of the other: buffers of streams and sockets. */
const IN_FLIGHT = 8 * 1024 * 1024
/** Request lines and headers of one request. */
const HEADERS = 2_048
const KNOWN_FILES =
  /^(journal\.db(-wal|-shm)?|owner\.lock(-journal)?|settings\.json|accounts\.json|secrets\.json|secret\.key|door\.(json|port)|reelay\.log(\.1)?|[0-9a-f-]{36}\.log(\.1)?)$/
const BUG = /unhandled|uncaught|internal\.bug|ended unexpectedly|could not be concluded|TypeError|ReferenceError/i

export async function judge(world: World, subject: Subject, course: Course): Promise<Finding[]> {
  const findings = [
    ...endingFindings(course, subject),
    ...otherPathFindings(world, course),
    ...(await remoteFindings(world, course)),
    ...lineFindings(world, course),
  ]
  if (subject.name === 'reelay') findings.push(...(await folderFindings(world)))
  return findings
}

function endingFindings({ endings, fired }: Course, subject: Subject): Finding[] {
  const allowed = new Set<string>(fired.flatMap(codesFor))
  // A plain client knows no codes: it may stop wherever there is a reason to.
  if (subject.name === 'plain' && allowed.size > 0) allowed.add('error')
  const findings: Finding[] = []
  if (endings.at(-1)?.end !== 'done') findings.push({ breach: 'unfinished', detail: `after ${endings.length} starts` })
  for (const { end, code, stderr } of endings) {
    if (end === 'hung') findings.push({ breach: 'hung', detail: stderr.slice(-1_500) })
    if (code === 'crash' || BUG.test(stderr)) findings.push({ breach: 'crash', detail: stderr.slice(0, 800) })
    else if (code !== null && !allowed.has(code))
      findings.push({ breach: 'wrong stop', detail: `${code} ${stderr.slice(0, 300)}` })
  }
  return findings
}

/** A further command may lose the owner that it called; it must still end in order. */
function otherPathFindings({ otherEndings }: World, { createdAfterwards, endings }: Course): Finding[] {
  const findings: Finding[] = []
  if (endings.at(-1)?.end === 'done' && createdAfterwards > 0)
    findings.push({ breach: 'extra upload', detail: 'of a file that was sent, by another path' })
  for (const { end, code, stderr } of otherEndings) {
    if (end === 'hung') findings.push({ breach: 'hung', detail: `by another path: ${stderr.slice(-1_500)}` })
    if (code === 'crash' || BUG.test(stderr))
      findings.push({ breach: 'crash', detail: `by another path: ${stderr.slice(0, 800)}` })
  }
  return findings
}

async function remoteFindings(world: World, { endings, startOvers }: Course): Promise<Finding[]> {
  const { server, file, firstHash, versions, seen } = world
  const findings: Finding[] = []
  // What should have arrived is what is on the disk in the end.
  const hash = await sha256Of(file)
  const uploads = await server.uploads()
  const hashes = await Promise.all(uploads.map((upload) => server.sha256(upload).catch(() => '')))
  const whole = uploads.filter((upload, index) => upload.storedBytes === upload.sizeBytes && hashes[index] === hash)
  if (endings.at(-1)?.end === 'done' && whole.length === 0) {
    const there = uploads.map(({ storedBytes, sizeBytes }) => `${storedBytes} of ${sizeBytes}`).join(', ')
    const breach = hashes.includes(firstHash) ? 'old version' : 'wrong bytes'
    findings.push({ breach, detail: `said done; the server has ${there || 'nothing'}` })
  }
  if (endings.at(-1)?.end === 'done' && world.card !== null && hash !== (await sha256Of(world.card)))
    findings.push({ breach: 'wrong bytes', detail: 'said done; the file is not what was offloaded' })
  // A creation whose answer was lost on a plain tus server leaves an upload that nobody can know of, without a byte.
  const begun = uploads.filter((upload) => upload.storedBytes > 0).length
  const mayBegin = versions + startOvers
  const empty = uploads.length - begun
  if (begun > mayBegin) findings.push({ breach: 'extra upload', detail: `${begun} with bytes, ${mayBegin} allowed` })
  if (empty > undeliveredCreations(world, endings))
    findings.push({ breach: 'extra upload', detail: `${empty} empty, ${seen.creations} creations` })
  return findings
}

/** Creations whose answer the subject may not have received: its process died, or the line broke. */
function undeliveredCreations({ seen, plan }: World, endings: readonly Ending[]): number {
  const breaking = [
    'truncated-answer',
    'stall',
    'half-open',
    'cut',
    'unplugged',
    'server-restarted',
    'server-forgot',
    'disk-full',
  ]
  const kills = endings.filter(({ end }) => end === 'killed').length
  const cuts = plan.faults.filter(({ name }) => breaking.includes(name) || /^\d/.test(name) || name.startsWith('file-')).length
  return Math.min(Math.max(0, seen.creations - 1), seen.lostCreations + kills + cuts * 2)
}

function lineFindings({ plan, proxy, seen, versions }: World, { startOvers, endings, fired }: Course): Finding[] {
  const kills = endings.filter(({ end }) => end !== 'done').length
  // Every fault is an interruption, whether or not the server saw a connection break: what was lost may have been on its way.
  const interruptions = seen.broken + kills + fired.length
  const perInterruption = Math.min(plan.chunkBytes ?? IN_FLIGHT, IN_FLIGHT)
  const whole = (plan.sizeBytes + 500_000) * (1 + startOvers) + (versions - 1) * plan.sizeBytes
  const most = whole + interruptions * perInterruption + HEADERS * (20 + seen.patches * 2 + proxy.connections * 2)
  if (proxy.bytesUp <= most) return []
  return [{ breach: 'sent again', detail: `${proxy.bytesUp} B for ${plan.sizeBytes} B, ${interruptions} interruptions` }]
}

/** How many log lines on standard error are missing in the log file. */
export async function lostLogLines({ dataDir }: World, endings: readonly Ending[]): Promise<number> {
  const log = await readFile(`${dataDir}/logs/reelay.log`, 'utf8').catch(() => '')
  const count = (text: string): number => text.split('\n').filter((line) => line.startsWith('{"level"')).length
  const reported = endings.reduce((sum, { stderr }) => sum + count(stderr), 0)
  return Math.max(0, reported - count(log))
}

async function folderFindings({ dataDir }: World): Promise<Finding[]> {
  const findings: Finding[] = []
  const strangers = (await filesBelow(dataDir)).filter((name) => !KNOWN_FILES.test(name))
  if (strangers.length > 0) findings.push({ breach: 'litter', detail: strangers.join(', ') })
  const log = await readFile(`${dataDir}/logs/reelay.log`, 'utf8').catch(() => '')
  const bug = log.split('\n').find((line) => BUG.test(line))
  if (bug !== undefined) findings.push({ breach: 'crash', detail: bug.slice(0, 800) })
  const path = `${dataDir}/journal.db`
  if (!existsSync(path)) return [...findings, { breach: 'journal', detail: 'not there' }]
  const journal = new DatabaseSync(path)
  try {
    const verdict = journal.prepare('PRAGMA integrity_check').get()?.['integrity_check']
    if (verdict !== 'ok') findings.push({ breach: 'journal', detail: String(verdict) })
    const open = journal.prepare("SELECT state FROM uploads WHERE state <> 'done'").all()
    if (open.length > 0) findings.push({ breach: 'journal', detail: `rows left: ${open.map(({ state }) => state).join(', ')}` })
    const receipts = journal.prepare('SELECT count(*) AS n FROM receipts').get()?.['n']
    if (receipts === 0) findings.push({ breach: 'journal', detail: 'no receipt' })
  } finally {
    journal.close()
  }
  return findings
}
