/** @file Reads and parses an XML file of hash lists in chunks; the event loop gets a turn after each. */
import { createHash } from 'node:crypto'
import { type Failure, FailureError, failure, paramOf } from '../../contract/errors/errors.ts'
import { bytes, type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import { c4Of } from '../../contract/proof/hashes.ts'
import { open } from '../drives/files.ts'
import { fileError, identify } from '../files/identity.ts'
import type { Xml } from './xml.ts'

/** Parsed in a few milliseconds. */
const CHUNK_BYTES = 32 * 1024

/**
 * Passes all bytes of a file to a parser.
 *
 * @returns the C4 of the file
 * @throws FailureError `list.unreadable`, `list.tooLarge`; `file.notAnswering` and `system.*`; what the parser throws
 */
export async function parseFile(path: string, xml: Xml, maxBytes: number, signal?: AbortSignal): Promise<string> {
  // Opening a pipe or a device may hang.
  const { sizeBytes } = await identify(path).catch((caught: unknown) => {
    throw unreadable(path, caught)
  })
  if (sizeBytes > maxBytes) throw tooLarge(path, maxBytes)
  await using file = await open(path, 'r').catch((caught: unknown) => {
    throw unreadable(path, caught)
  })
  const hash = createHash('sha512')
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  for (let position = 0; ; ) {
    signal?.throwIfAborted()
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, position).catch((caught: unknown) => {
      throw unreadable(path, caught)
    })
    if (bytesRead === 0) break
    position += bytesRead
    // It may grow while it is read.
    if (position > maxBytes) throw tooLarge(path, maxBytes)
    const bytes = chunk.subarray(0, bytesRead)
    hash.update(bytes)
    xml.write(bytes)
  }
  xml.end()
  return c4Of(hash.digest())
}

function tooLarge(path: string, maxBytes: number): FailureError {
  return new FailureError(failure('list.tooLarge', { path, limit: bytes(maxBytes) }))
}

/** Failures of the drive and of the machine stay as they are, because they pass by themselves. */
function unreadable(path: string, caught: unknown): FailureError {
  const error = fileError(caught, path)
  const reason = reasonIn(error.failure)
  return reason === null ? error : new FailureError(failure('list.unreadable', { path, reason }), caught)
}

function reasonIn(problem: Failure): DisplayText | null {
  const { code } = problem
  if (code === 'file.unreadable') return paramOf(problem, 'reason')
  if (code === 'file.missing') return phrase('it is not there')
  if (code === 'file.notRegular') return phrase('it is a {kind}', { kind: paramOf(problem, 'kind') })
  if (code === 'file.locked') return phrase('another program has it open')
  if (code === 'file.linkLoop') return phrase('it is a link that leads nowhere')
  return null
}
