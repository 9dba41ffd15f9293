/** @file Whether a watched folder will send a file, or has sent it, without a decision of a person. Pure. */
import type { WatchRules } from '../../contract/watch.ts'
import { type Circumstances, decide } from './decide.ts'
import { isDeclined, isUnfinished } from './entries.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { isOther, isUntouched } from './same-watched-file.ts'

/**
 * By what the next scan would decide about the file as it is now. In doubt, as with a file that is still being written to, true.
 *
 * @param entry the row of the file at this path
 */
export function sendsAutomatically(
  entry: WatchedFile | null,
  found: FoundFile,
  circumstances: Circumstances & Pick<WatchRules, 'whenChanged'>,
): boolean {
  switch (decide(entry, found, circumstances).do) {
    case 'ignore':
    case 'ask':
      return false
    case 'notify-queue':
      return true
    case 'nothing':
      // A version other than the one that was sent is left out by the rules.
      if (entry?.state === 'sent') return isUntouched(entry, found, circumstances.stableInodes)
      return entry?.state === 'queued' || entry?.state === 'waiting'
    case 'await-stability':
      return entry === null || !isVersionLeftOut(entry, found, circumstances)
  }
}

/** Whether it is another version of a file that was sent, declined or asked about, which the rules do not send by themselves. */
function isVersionLeftOut(
  entry: WatchedFile,
  found: FoundFile,
  { stableInodes, whenChanged }: Parameters<typeof sendsAutomatically>[2],
): boolean {
  const isDecided = entry.state === 'sent' || entry.state === 'asking' || isDeclined(entry)
  if (!isDecided || entry.reason === 'existing' || isUnfinished(entry) || isOther(entry, found, stableInodes)) return false
  return entry.reason === 'unsure' || whenChanged !== 'send'
}
