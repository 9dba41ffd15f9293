/** @file How cameras, editing programs and copies write a file. Each returns the final content. */
import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { contentOf, mp4Of } from './mp4.ts'

export interface Job {
  readonly path: string
  readonly seed: string
  readonly sizeBytes: number
  /** Between two writes. */
  readonly everyMs: number
  readonly times: number
}

/** A file as it was left. */
export interface Written {
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
  /** The longest time between two writes: on a busy machine more than was meant. */
  readonly longestPauseMs: number
}

type Writer = (job: Job) => Promise<Buffer>

/** Appends, and writes its header anew at the very end. */
const recorder: Writer = async (job) => {
  const clip = mp4Of(job.seed, job.sizeBytes)
  await opened(job.path, async (file) => {
    await file.write(clip.unfinishedHead, 0, clip.unfinishedHead.length, 0)
    await inParts(job, clip.content, (part, at) => file.write(part, 0, part.length, clip.head.length + at))
    await file.write(clip.index, 0, clip.index.length, clip.head.length + clip.content.length)
    await file.write(clip.head, 0, clip.head.length, 0)
    await file.sync()
  })
  return clip.whole
}

/** As `recorder`, in a container that cannot be checked for completeness. */
const plainRecorder: Writer = async (job) => {
  const content = contentOf(job.seed, job.sizeBytes)
  await opened(job.path, async (file) => {
    await file.write(Buffer.alloc(64), 0, 64, 0)
    await inParts(job, content.subarray(64), (part, at) => file.write(part, 0, part.length, 64 + at))
    await file.write(content, 0, 64, 0)
  })
  return content
}

/** Writes the whole file again and again, with other content of the same size. */
const rewriter: Writer = async (job) => {
  let content: Buffer = Buffer.alloc(0)
  for (let turn = 0; turn < job.times; turn += 1) {
    content = contentOf(`${job.seed} ${turn}`, job.sizeBytes)
    await writeFile(job.path, content)
    pauses.wrote()
    if (turn < job.times - 1) await sleep(job.everyMs)
  }
  return content
}

/** Has its full size from the beginning, and its date moves while it fills. */
const reservingCopy: Writer = async (job) => {
  const clip = mp4Of(job.seed, job.sizeBytes)
  await opened(job.path, async (file) => {
    await file.truncate(clip.whole.length)
    await inParts(job, clip.whole, (part, at) => file.write(part, 0, part.length, at))
  })
  return clip.whole
}

/** As `reservingCopy`, in a container that cannot be checked for completeness. */
const plainReservingCopy: Writer = async (job) => {
  const content = contentOf(job.seed, job.sizeBytes)
  await opened(job.path, async (file) => {
    await file.truncate(content.length)
    await inParts(job, content, (part, at) => file.write(part, 0, part.length, at))
  })
  return content
}

/** Writes under a temporary name of its kind, and renames. */
const exporterWith =
  (temporary: (path: string) => string): Writer =>
  async (job) => {
    const clip = mp4Of(job.seed, job.sizeBytes)
    const aside = temporary(job.path)
    await opened(aside, (file) => inParts(job, clip.whole, (part, at) => file.write(part, 0, part.length, at)))
    await rename(aside, job.path)
    return clip.whole
  }

/** Gets the date of its original once it is whole. */
const datedCopy: Writer = async (job) => {
  const content = contentOf(job.seed, job.sizeBytes)
  await opened(job.path, (file) => inParts(job, content, (part, at) => file.write(part, 0, part.length, at)))
  const old = new Date('2024-05-04T12:00:00Z')
  await utimes(job.path, old, old)
  return content
}

/** Was formatted and counts from the beginning: another clip under the name of the first. */
const countingCamera: Writer = async (job) => {
  await rm(job.path, { force: true })
  const clip = mp4Of(job.seed, job.sizeBytes)
  await opened(job.path, (file) => inParts(job, clip.whole, (part, at) => file.write(part, 0, part.length, at)))
  return clip.whole
}

/** As `countingCamera`, and its clock was never set: even the date is that of the first, and only the size differs. */
const timelessCamera: Writer = async (job) => {
  const before = (await stat(job.path).catch(() => null))?.mtime ?? new Date('2020-01-01T00:00:00Z')
  const whole = await countingCamera(job)
  await utimes(job.path, before, before)
  return whole
}

export const WRITERS = {
  recorder,
  plainRecorder,
  rewriter,
  reservingCopy,
  plainReservingCopy,
  partExporter: exporterWith((path) => `${path}.part`),
  sandboxedExporter: exporterWith((path) => `${path}.sb-1a2b3c4d-5e6f70`),
  datedCopy,
  countingCamera,
  timelessCamera,
} as const satisfies Readonly<Record<string, Writer>>
export type WriterKind = keyof typeof WRITERS

export async function write(kind: WriterKind, job: Job): Promise<Written> {
  await mkdir(dirname(job.path), { recursive: true })
  pauses.begin()
  const whole = await WRITERS[kind](job)
  pauses.wrote()
  const sha256 = createHash('sha256').update(whole).digest('hex')
  return { path: job.path, sha256, sizeBytes: whole.length, longestPauseMs: pauses.longestMs() }
}

/** Of the file that is being written: one at a time. */
const pauses = (() => {
  let last: number | null = null
  let longest = 0
  return {
    begin(): void {
      last = null
      longest = 0
    },
    wrote(): void {
      const now = performance.now()
      longest = Math.max(longest, now - (last ?? now))
      last = now
    },
    longestMs: (): number => longest,
  }
})()

async function opened(path: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'w+')
  try {
    await work(file)
  } finally {
    await file.close()
  }
}

/** Writes `times` parts, with a pause in between. */
async function inParts(
  { times, everyMs }: Job,
  content: Buffer,
  put: (part: Buffer, at: number) => Promise<unknown>,
): Promise<void> {
  const size = Math.ceil(content.length / times)
  for (let at = 0; at < content.length; at += size) {
    if (at > 0) await sleep(everyMs)
    await put(content.subarray(at, at + size), at)
    pauses.wrote()
  }
}
