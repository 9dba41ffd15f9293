/** @file Reads an XML file of a hash list from its drive, part by part, with a turn of the event loop after each. */
import { createHash } from 'node:crypto'
import { type Failure, FailureError, failure, failureFrom, paramOf } from '../../contract/errors.ts'
import { c4Of } from '../../contract/hashes.ts'
import { bytes, phrase, type Said } from '../../contract/phrase.ts'
import { open } from '../drives/files.ts'
import { fileFailure, identify } from '../files/identity.ts'
import type { Xml } from './xml.ts'

/** Parsed in a few milliseconds. */
const PART_BYTES = 32 * 1024

/**
 * Passes all bytes of a file to a parser, and returns their C4.
 *
 * @throws FailureError `list.unreadable`, `list.tooLarge`; `file.notAnswering` and `system.*`; what the parser throws
 */
export async function readThrough(path: string, xml: Xml, mostBytes: number, signal?: AbortSignal): Promise<string> {
  // Opening what is no file may hang.
  const { sizeBytes } = await identify(path).catch((caught: unknown) => {
    throw unreadable(path, caught)
  })
  if (sizeBytes > mostBytes) throw tooLarge(path, mostBytes)
  await using file = await open(path, 'r').catch((caught: unknown) => {
    throw unreadable(path, caught)
  })
  const hash = createHash('sha512')
  const part = Buffer.allocUnsafeSlow(PART_BYTES)
  for (let position = 0; ; ) {
    signal?.throwIfAborted()
    const { bytesRead } = await file.read(part, 0, PART_BYTES, position).catch((caught: unknown) => {
      throw unreadable(path, caught)
    })
    if (bytesRead === 0) break
    position += bytesRead
    // It may grow while it is read.
    if (position > mostBytes) throw tooLarge(path, mostBytes)
    const bytes = part.subarray(0, bytesRead)
    hash.update(bytes)
    xml.write(bytes)
  }
  xml.end()
  return c4Of(hash.digest())
}

function tooLarge(path: string, mostBytes: number): FailureError {
  return new FailureError(failure('list.tooLarge', { path, limit: bytes(mostBytes) }))
}

/** A drive that does not answer and an exhausted machine are waits, whatever is read. */
function unreadable(path: string, caught: unknown): FailureError {
  const problem = caught instanceof FailureError ? failureFrom(caught) : fileFailure(caught, path)
  const reason = reasonIn(problem)
  return new FailureError(reason === null ? problem : failure('list.unreadable', { path, reason }), caught)
}

function reasonIn(problem: Failure): Said | null {
  const { code } = problem
  if (code === 'file.unreadable') return paramOf(problem, 'reason')
  if (code === 'file.missing') return phrase('it is not there')
  if (code === 'file.notRegular') return phrase('it is a {kind}', { kind: paramOf(problem, 'kind') })
  if (code === 'file.locked') return phrase('another program has it open')
  if (code === 'file.linkLoop') return phrase('it is a link that leads nowhere')
  return null
}
