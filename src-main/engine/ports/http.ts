/** @file One HTTP request and its answer. */

/** Bytes of a request, read when the network can take them. */
export interface HttpBody {
  readonly sizeBytes: number
  /** Fills the target from an offset within this body; returns how many bytes were read. */
  read(target: Uint8Array, offset: number): Promise<number>
}

export interface HttpTimeouts {
  /** Until the connection, TLS included, is established. */
  readonly connectMs: number
  /** Longest time in which no byte of the body moves. */
  readonly stallMs: number
  /** From the last byte of the request to the answer. */
  readonly answerMs: number
}

/** A body that is in memory, such as JSON. */
export function bodyOf(text: string): HttpBody {
  const bytes = new TextEncoder().encode(text)
  return {
    sizeBytes: bytes.length,
    async read(target, offset) {
      const part = bytes.subarray(offset, offset + target.length)
      target.set(part)
      return part.length
    },
  }
}

/** Whose bytes a call sends, because the speed limits are shared among uploads, and accounts may have one of their own. */
export interface Sender {
  readonly uploadId: string
  readonly accountId: string
}

export interface HttpCall {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: HttpBody
  /** The body counts against the speed limits; without it the call is not limited. */
  readonly sender?: Sender
  readonly signal: AbortSignal
  readonly timeouts: HttpTimeouts
  /** How much of the answer's body is kept; 64 KiB by default. */
  readonly maxBytes?: number
  /**
   * Whether the head of an answer is enough: its body is not awaited then, and of the body of any other answer only what
   * arrives within a few seconds is kept, however it ends.
   */
  readonly isHeadEnough?: (answer: Pick<HttpAnswer, 'status' | 'headers'>) => boolean
  /** Total bytes of the body that the operating system has accepted. */
  readonly onSent?: (bytes: number) => void
  /**
   * Headers for trusted servers only. Computed for every address that the call goes to, redirects included.
   */
  readonly credentials?: (url: URL) => Promise<Readonly<Record<string, string>>>
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Lines of `Set-Cookie`, which are not among the headers. */
  readonly cookies?: readonly string[]
  /** At most `maxBytes` of it. */
  readonly body: string
  /** Where the answer came from, after redirects. */
  readonly url: string
}

export interface Http {
  /** @throws FailureError `network.*`; an answer of any status is returned. */
  call(call: HttpCall): Promise<HttpAnswer>
}
