/** @file Reads the body of a call: at most what such a call can have, and in slices. */
import type { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { bytes, type DisplayText, englishOf, phrase } from '../contract/i18n/phrase.ts'
import { createJsonReader, JsonError } from './json-reader.ts'

const MEBIBYTE = 1024 * 1024
/** All bodies that are being received or processed. */
const MAX_BYTES_AT_ONCE = 128 * MEBIBYTE
const MAX_SLICE_MS = 5
const MAX_DISCARDED = 64 * MEBIBYTE

/** Bytes that are parsed between two checks of the time. */
const SLICE = 8 * 1024

/** More than any call has: 100,000 paths in a list in the call. */
const BOUNDS = { depth: 12, values: 300_000, fields: 1_000, textLength: 4_200_000 }

/** Why a body was refused, and the status for it. */
export class BodyError extends Error {
  readonly statusCode: number
  readonly reason: DisplayText
  constructor(statusCode: number, reason: DisplayText) {
    super(englishOf(reason))
    this.statusCode = statusCode
    this.reason = reason
  }
}

export interface BodyQuota {
  /** @throws BodyError when there is too much of everything, or the quota is closed */
  add(bytes: number): void
  close(): void
}

export function createBodyReader() {
  let receivedBytes = 0

  return {
    /**
     * The value in a stream of JSON; nothing at all counts as an object without fields.
     *
     * @param announced its `Content-Length`, if there is one
     * @param quota counts its bytes until the call is answered
     * @throws BodyError
     */
    async read(
      body: Readable,
      { maxBytes, announced, quota }: { maxBytes: number; announced: number; quota: BodyQuota },
    ): Promise<unknown> {
      try {
        if (announced > maxBytes) throw tooLong(maxBytes)
        return await readJson(body, maxBytes, quota)
      } catch (caught) {
        await discard(body)
        throw asBodyError(caught)
      }
    },

    /** Bodies count against a common limit until their call is answered. */
    quota(): BodyQuota {
      let own: number | null = 0
      return {
        add(bytes) {
          if (own === null) throw new BodyError(400, 'The caller is gone.')
          own += bytes
          receivedBytes += bytes
          if (receivedBytes > MAX_BYTES_AT_ONCE) throw new BodyError(503, 'Too much is coming in at once. Try again in a moment.')
        },
        close() {
          receivedBytes -= own ?? 0
          own = null
        },
      }
    },
  }
}

/** Parses it as it arrives, and stops at the first excess. */
async function readJson(body: Readable, maxBytes: number, quota: BodyQuota): Promise<unknown> {
  let bytes = 0
  const reader = createJsonReader(BOUNDS)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let sliceEnds = performance.now() + MAX_SLICE_MS
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    quota.add(chunk.length)
    if (bytes > maxBytes) throw tooLong(maxBytes)
    for (let at = 0; at < chunk.length; at += SLICE) {
      reader.feed(decoder.decode(chunk.subarray(at, at + SLICE), { stream: true }))
      if (performance.now() < sliceEnds) continue
      await turn()
      sliceEnds = performance.now() + MAX_SLICE_MS
    }
  }
  reader.feed(decoder.decode())
  return bytes === 0 ? {} : reader.end()
}

/** A caller that is still sending does not read the answer: the rest is read and discarded, up to a limit. */
async function discard(body: Readable): Promise<void> {
  let bytes = 0
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      if (bytes > MAX_DISCARDED) return
    }
  } catch {
    // The caller is gone, and with it the rest.
  }
}

function tooLong(maxBytes: number): BodyError {
  return new BodyError(413, phrase('The call is longer than the {most} that it may have.', { most: bytes(maxBytes) }))
}

function asBodyError(caught: unknown): unknown {
  if (caught instanceof JsonError) return new BodyError(400, `The call is not usable JSON: ${caught.message}`)
  if (caught instanceof TypeError) return new BodyError(400, 'The call is not UTF-8.')
  return caught
}
