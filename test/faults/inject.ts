/** @file How each fault is injected. Faults of the file are synchronous, so that they happen at the planned byte. */
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultName } from './fault-table.ts'
import { offloadWrongly } from './offload.ts'
import type { PlannedFault } from './plan.ts'
import { anotherPath, numbersOf, pathKindOf, renumber } from './source.ts'
import type { World } from './world.ts'

/** Returns `false` when the fault is only armed: it is counted when it meets a request. */
type Injection = (world: World, fault: PlannedFault) => unknown

/** Bytes that a request may send at once. */
const ONE_PIECE = 64 * 1_024

const between = (fault: PlannedFault, least: number, most: number): number => Math.round(least + fault.amount * (most - least))

/** Does something after a while; a run is judged only when it is done. */
function later(world: World, ms: number, work: () => unknown): void {
  const pending = sleep(ms)
    .then(work)
    .finally(() => world.pending.delete(pending))
  world.pending.add(pending)
}

/** The next one or two requests of the planned kind get this answer. Cutting the connection first makes such requests come. */
function answerWith(status: number, headers: Readonly<Record<string, string>> = {}, most = 2): Injection {
  return (world, fault): unknown => {
    const left = Math.min(most, 1 + Math.round(fault.amount))
    world.serverFaults.answers.push({ name: fault.name, phase: fault.phase, status, headers, left })
    if (fault.phase !== 'create') world.proxy.cut()
    return false
  }
}

/** The next HEAD is answered with this offset and length. */
function claim(figures: (world: World, fault: PlannedFault) => { readonly offset: number; readonly length: number }): Injection {
  return (world, fault) => {
    const { offset, length } = figures(world, fault)
    const headers = { 'upload-offset': String(offset), 'upload-length': String(length), 'cache-control': 'no-store' }
    world.serverFaults.answers.push({ name: fault.name, phase: 'resume', status: 200, headers, left: 1 })
    world.proxy.cut()
    return false
  }
}

/** Changes the content of the file, which is then another version. */
function anotherVersion(change: (world: World, fault: PlannedFault) => void): Injection {
  return (world, fault) => {
    change(world, fault)
    world.versions += 1
    world.sizeBytes = statSync(world.file).size
  }
}

function fresh(world: World): Buffer {
  return Buffer.alloc(Math.min(world.plan.sizeBytes, 4_000_000), `another take ${world.versions}`)
}

const INJECT: Readonly<Record<FaultName, Injection>> = {
  kill: (world) => world.signal('SIGKILL'),
  freeze(world, fault) {
    world.signal('SIGSTOP')
    const [least, most] = world.plan.long ? [5_000, 60_000] : [300, 2_000]
    later(world, between(fault, least, most), () => world.signal('SIGCONT'))
  },
  cut: (world) => world.proxy.cut() > 0,
  'half-open': (world) => world.proxy.halfOpen() > 0,
  stall(world, fault) {
    world.proxy.hold()
    later(world, between(fault, 500, world.plan.long ? 12_000 : 3_000), () => world.proxy.release())
  },
  throttle(world, fault) {
    world.proxy.throttle(200_000)
    later(world, between(fault, 500, 3_000), () => world.proxy.throttle(Number.POSITIVE_INFINITY))
  },
  delay(world, fault) {
    world.proxy.delay(200)
    later(world, between(fault, 1_000, 4_000), () => world.proxy.delay(0))
  },
  '401': answerWith(401, {}, 1),
  '403': answerWith(403, { 'content-type': 'text/html' }, 1),
  '404': answerWith(404, {}, 1),
  '408': answerWith(408),
  '409': answerWith(409, {}, 1),
  '410': answerWith(410, {}, 1),
  '413': answerWith(413, {}, 1),
  '423': answerWith(423),
  '425': answerWith(425),
  '429': answerWith(429, { 'retry-after': '2' }, 1),
  '500': answerWith(500),
  '502': answerWith(502),
  '503': answerWith(503),
  'truncated-answer'(world, fault) {
    world.proxy.truncateAnswers(fault.amount < 0.5 ? [between(fault, 0, 60)] : [between(fault, 0, 60), 20])
  },
  'wrong-length': claim(({ sizeBytes }, fault) => ({ offset: 0, length: sizeBytes + between(fault, 1, 1_000_000) })),
  'offset-beyond': claim(({ sizeBytes }, fault) => ({ offset: sizeBytes + between(fault, 1, 1_000), length: sizeBytes })),
  'offset-behind': claim(({ sizeBytes }) => ({ offset: 0, length: sizeBytes })),
  'repeated-patch'(world, fault) {
    world.proxy.repeatPatch(fault.amount < 0.5 ? 0 : between(fault, 100, 1_000))
    if (world.plan.chunkBytes === null) world.proxy.cut()
  },
  'file-grown': anotherVersion(({ file }, fault) => appendFileSync(file, Buffer.alloc(between(fault, 1, 500_000), 7))),
  'file-truncated': anotherVersion(({ file, plan }, fault) => truncateSync(file, Math.ceil(plan.sizeBytes * fault.amount * 0.9))),
  'file-replaced': anotherVersion((world) => {
    const side = beside(world, 'next.mov')
    copyFileSync(world.file, side)
    overwrite(side, fresh(world))
    renameSync(side, world.file)
  }),
  'file-rewritten': anotherVersion((world) => overwrite(world.file, fresh(world))),
  'file-deleted'(world) {
    copyFileSync(world.file, beside(world, 'kept.mov'))
    rmSync(world.file)
    world.versions += 1
    world.repairs.push(async () => renameSync(beside(world, 'kept.mov'), world.file))
  },
  'file-unreadable'(world) {
    chmodSync(world.file, 0)
    world.repairs.push(async () => chmodSync(world.file, 0o644))
    world.proxy.cut()
  },
  unplugged(world) {
    const { drive } = world
    if (drive) {
      drive.unplug()
      world.repairs.push(() => drive.plugIn(world.folder.in('source')))
      world.proxy.cut()
      return
    }
    const away = world.folder.in('away')
    renameSync(world.folder.in('source'), away)
    world.repairs.push(async () => renameSync(away, world.folder.in('source')))
    world.proxy.cut()
  },
  'disk-full'(world, fault) {
    const filler = `${world.dataDir}/filler`
    fillDisk(filler)
    later(world, between(fault, 500, 3_000), () => rm(filler, { force: true }))
    world.proxy.cut()
  },
  /** The subject applies the shift of its environment on this signal: while it sends, or while it waits. */
  clock(world, fault) {
    const { signal } = world
    if (fault.phase === 'send') return signal('SIGUSR2')
    world.proxy.cut()
    later(world, 500, () => signal('SIGUSR2'))
  },
  'server-restarted'(world, fault) {
    later(world, 0, () => world.server.stop())
    later(world, between(fault, 200, 2_500), () => world.server.start())
  },
  'server-forgot'(world, fault) {
    later(world, 0, async () => {
      await world.server.stop()
      for (const upload of await world.server.uploads()) {
        await rm(upload.path, { force: true })
        await rm(`${upload.path}.json`, { force: true })
      }
    })
    later(world, between(fault, 300, 2_500), () => world.server.start())
  },
  'closed-after-answer'(world, fault) {
    world.serverFaults.closeAfterMs = between(fault, 5, 60)
    return false
  },
  'body-after-head'(world, { phase }) {
    const { bodiesFor } = world.serverFaults
    if (phase !== 'resume') bodiesFor.add('send')
    if (phase !== 'send') {
      bodiesFor.add('resume')
      world.proxy.cut()
    }
    return false
  },
  'page-for-method'(world, fault) {
    const forMs = between(fault, 300, world.plan.long ? 8_000 : 3_000)
    world.serverFaults.page = { phase: fault.phase, forMs, until: null }
    if (fault.phase !== 'create') world.proxy.cut()
    return false
  },
  /**
   * While it is sent, or while nobody looks. The copy that stands in for a drive is known by its content only, which a
   * process that was killed at once has not noted.
   */
  remounted(world, { phase }) {
    const { drive } = world
    const isSending = phase === 'send' || drive === null
    if (!isSending) world.signal('SIGKILL')
    const strikeIfRenumbered = (before: string): void => {
      if (numbersOf(world.file) !== before) world.strike('remounted')
      // The file is checked before the next request.
      if (isSending) world.proxy.cut()
    }
    if (!canTouch(world.file)) return false
    const numbers = numbersOf(world.file)
    if (drive === null) {
      // A body that leaves in one piece has arrived before the file is another one: then nothing is left to go on with.
      if (world.sizeBytes <= ONE_PIECE) return false
      renumber(world.file)
      strikeIfRenumbered(numbers)
    } else {
      later(world, 0, async () => {
        await drive.plugIn(world.folder.in('source'))
        strikeIfRenumbered(numbers)
      })
    }
    return false
  },
  /** A further command while the first one runs, in its place after a kill, or when the upload is done. */
  'other-path'(world, fault) {
    const make = async (): Promise<string> => {
      const { path, mounted } = await anotherPath(world.folder, world.file, pathKindOf(fault), world.drive)
      if (mounted) world.use(mounted)
      return path
    }
    if (fault.phase === 'resume') {
      world.signal('SIGKILL')
      later(world, 0, async () => {
        world.path = await make()
        world.strike('other-path')
      })
    } else {
      const sendAgain = async (): Promise<void> => world.sendFromOtherPath(await make())
      if (fault.phase === 'send') later(world, 0, sendAgain)
      else world.afterUpload.push(sendAgain)
    }
    return false
  },
  'log-full'(world, { amount }) {
    if (amount < 0.5 && world.hasLogDisk) {
      const filler = `${world.dataDir}/logs/filler`
      fillDisk(filler)
      world.repairs.push(() => rm(filler, { force: true }))
      world.proxy.cut()
    } else world.closeReader()
    return false
  },
  'answer-without-end'(world, { phase }) {
    world.serverFaults.endless = phase === 'create' ? 'create' : 'send'
    if (phase !== 'create') world.proxy.cut()
    return false
  },
  'offset-repeated'(world, { amount }) {
    world.serverFaults.repeatOffsets = amount < 0.5 ? 1 : 2
    return false
  },
  'wrong-byte'(world, { amount }) {
    offloadWrongly(world, amount)
    return false
  },
}

const beside = ({ file }: World, name: string): string => join(dirname(file), name)

/** Writes until the disk says that it is full. */
function fillDisk(path: string): void {
  const handle = openSync(path, 'w')
  try {
    for (;;) writeSync(handle, Buffer.alloc(4_096))
  } catch (caught) {
    if (!(caught instanceof Error && 'code' in caught && caught.code === 'ENOSPC')) throw caught
  } finally {
    closeSync(handle)
  }
}

function overwrite(path: string, bytes: Buffer): void {
  const handle = openSync(path, 'r+')
  writeSync(handle, bytes, 0, bytes.length, 0)
  closeSync(handle)
}

const touchesFile = ({ name }: PlannedFault): boolean =>
  name.startsWith('file-') || name === 'unplugged' || name === 'remounted' || name === 'other-path'

/** Answers to a creation have to be ready before the first request. */
const ANSWERS: ReadonlySet<FaultName> = new Set(['page-for-method', 'answer-without-end'])

/** Whether a fault has to be armed before the first request. */
function isForCreation({ name, phase }: PlannedFault): boolean {
  if (name === 'wrong-byte') return true
  return phase === 'create' && (/^\d/.test(name) || ANSWERS.has(name))
}

/** An earlier fault may have taken the file away. */
function canTouch(file: string): boolean {
  return existsSync(file) && (statSync(file).mode & 0o400) !== 0
}

/** Arms every fault of the plan; `onFired` is called for each that happens. */
export function armFaults(world: World, onFired: (fault: PlannedFault) => void): void {
  const { plan, proxy } = world
  for (const fault of plan.faults) {
    const fire = (): void => {
      if (touchesFile(fault) && !canTouch(world.file)) return
      onFired(fault)
      if (INJECT[fault.name](world, fault) !== false) world.strike(fault.name)
    }
    if (isForCreation(fault)) fire()
    else proxy.at(Math.max(1, Math.floor(plan.sizeBytes * fault.at)), fire)
  }
}
