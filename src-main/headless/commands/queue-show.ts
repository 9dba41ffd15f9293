/** @file `reelay queue show` and `queue log`: one upload and what happened to it. */
import { describeMedia, factLines, NO_FACTS } from '../../contract/media.ts'
import { describeState } from '../../contract/messages/messages.ts'
import { describeHistoryEntry } from '../../contract/messages/upload-history-messages.ts'
import { type Offload, offloadFacts, offloadHelp, offloadText } from '../../contract/proof/offload.ts'
import { deadlineHelp, deadlineOf, describeDeadline } from '../../contract/queue/deadline.ts'
import type { HistoryEntry } from '../../contract/queue/upload.ts'
import { isoTime } from '../../contract/text/dates.ts'
import { formatBytesOf, formatMoment } from '../../contract/text/format.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { failureLine } from '../output/failure-line.ts'
import { uploadLine } from '../output/json.ts'
import { print, printJson, printLines } from '../output/terminal.ts'

/** Media facts that the summary line of a file does not hold. */
const OWN_LINES: ReadonlySet<string> = new Set(['Timecode', 'Reel', 'Recorded'])

export async function showUpload(context: CommandContext, id: string): Promise<number> {
  return withClient(context, async (client) => {
    const { upload, history, receipt } = await client.request('queue.get', { id })
    if (context.json) {
      printJson({
        ...uploadLine(upload, Date.now()),
        receipt: receipt?.id ?? null,
        proof: receipt?.proof ?? [],
        history: history.map(historyLine),
      })
      return EXIT.ok
    }
    const now = Date.now()
    print(`${upload.path}  ${upload.accountName}`)
    print(`${describeState(upload)}  ${formatBytesOf(upload.acceptedBytes, upload.sizeBytes)}`)
    const media = upload.media && describeMedia(upload.media)
    if (media) print(media)
    for (const [name, value] of factLines(upload.media ?? NO_FACTS).filter(([name]) => OWN_LINES.has(name)))
      print(`${name} ${value}`)
    const deadline = deadlineOf(upload, now)
    if (deadline) print(deadlineHelp(deadline, now, upload.secondsLeft) ?? capital(describeDeadline(deadline, now)))
    if (upload.offload) for (const line of offloadLines(upload.offload, now)) print(line)
    if (receipt) print(`Receipt ${receipt.id}: ${receipt.proof.join(', ')}`)
    for (const entry of history) print(`${formatMoment(entry.at, now)}  ${describeHistoryEntry(entry, now)}`)
    return EXIT.ok
  })
}

/** The result, its list and hashes, and why it is unclear. */
function offloadLines(offload: Offload, now: number): readonly string[] {
  const facts = offloadFacts(offload, (at) => formatMoment(at, now)).map(({ name, value }) => `${name}: ${value}`)
  const help = offloadHelp(offload)
  return [offloadText(offload), ...facts, ...(help === null ? [] : [help])]
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** `reelay queue log`: what happened to one upload, request by request. */
export async function showUploadLog(context: CommandContext, id: string): Promise<number> {
  return withClient(context, async (client) => {
    const { text } = await client.request('queue.log', { id })
    if (context.json) printJson({ type: 'log', id, text })
    else printLines(text)
    return EXIT.ok
  })
}

/** An event that happened once has `times` 1 and the same time twice. */
function historyLine({ at, times, firstAt, event, state, bytes, failure }: HistoryEntry): object {
  return {
    at: isoTime(at),
    firstAt: isoTime(firstAt ?? at),
    times: times ?? 1,
    event,
    state,
    bytes,
    failure: failureLine(failure),
  }
}
