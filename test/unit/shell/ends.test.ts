import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { QuitAnswer } from '../../../src-main/shell/lifecycle/quit-controller.ts'
import { createQuitting } from '../../../src-main/shell/lifecycle/quitting.ts'
import { followUncaught } from '../../../src-main/shell/lifecycle/uncaught.ts'
import { silentLog } from '../../support/fakes.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const done = vi.hoisted((): string[] => [])
const folder = vi.hoisted(() => ({ path: '/nowhere' }))

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  return {
    app: Object.assign(new Emitter(), {
      isPackaged: true,
      getPath: () => folder.path,
      exit: () => done.push('exit'),
      relaunch: () => done.push('relaunch'),
    }),
    dialog: { showErrorBox: () => done.push('box') },
    powerMonitor: new Emitter(),
    BrowserWindow: { getAllWindows: () => [] },
  }
})

/** Handlers that the app sets at its process are kept from the one of the tests. */
const ownProcess = new EventEmitter()

beforeEach(() => {
  done.length = 0
  vi.spyOn(process, 'on').mockImplementation(ownProcess.on.bind(ownProcess) as never)
})
afterEach(() => {
  vi.restoreAllMocks()
  ownProcess.removeAllListeners()
})

function aQuitting(ask: () => Promise<QuitAnswer>, close = async (): Promise<void> => {}) {
  const reelay = { close, hasBlockedThread: () => false, log: silentLog, abandon: () => done.push('gave up') }
  return createQuitting({ reelay, isMoving: () => true, ask, hide: () => {} })
}

describe('the end of the app', () => {
  it('can be asked about again when the question could not be shown', async () => {
    let asked = 0
    const quitting = aQuitting(async () => {
      asked += 1
      throw new Error('no dialog')
    })
    quitting.quit('user')
    await vi.waitFor(() => expect(asked).toBe(1), 60_000)
    await new Promise((resolve) => setTimeout(resolve))
    quitting.quit('user')
    expect([asked, quitting.isQuitting()]).toEqual([2, false])
  })

  it('does not ask a person who quits from the tray', () => {
    const quitting = aQuitting(() => new Promise(() => {}))
    quitting.quit('user')
    quitting.quit('user', { isSure: true })
    expect(quitting.isQuitting()).toBe(true)
  })

  it('is not turned into a restart by a failure meanwhile', async () => {
    const uncaught = followUncaught({ afterError: null, hidden: false })
    const closed = Promise.withResolvers<void>()
    const quitting = aQuitting(
      async () => 'quit',
      () => closed.promise,
    )
    uncaught.quitWith(quitting, silentLog, () => true)
    quitting.quit('signal')
    ownProcess.emit('uncaughtException', new Error('while closing'))
    closed.resolve()
    await vi.waitFor(() => expect(done).toEqual(['exit']), 60_000)
  })

  it('after an error is a start', async () => {
    const uncaught = followUncaught({ afterError: null, hidden: false })
    uncaught.quitWith(
      aQuitting(async () => 'quit'),
      silentLog,
      () => true,
    )
    ownProcess.emit('uncaughtException', new Error('anything'))
    ownProcess.emit('uncaughtException', new Error('and more'))
    await vi.waitFor(() => expect(done).toEqual(['relaunch', 'exit']), 60_000)
  })

  it('before there is an engine is in the log all the same, without keys in addresses', async () => {
    await using data = await tempFolder()
    folder.path = data.path
    followUncaught({ afterError: null, hidden: false })
    ownProcess.emit('unhandledRejection', new Error('too early: https://tus.test/files/abcdef?token=s3cr3t'))
    ownProcess.emit('uncaughtException', new Error('nothing is open yet'))
    expect(done).toEqual(['relaunch', 'exit'])
    const log = readFileSync(data.in('logs', 'reelay.log'), 'utf8')
    expect(log).toContain('too early: https://tus.test/…cdef')
    expect(log).toContain('nothing is open yet')
    expect(log).not.toContain('s3cr3t')
  })

  it.each([
    ['closes', async () => {}, true],
    ['fails to close', () => Promise.reject(new Error('a lock')), false],
    ['does not close in time', () => new Promise<void>(() => {}), false],
  ] as const)('reports to what runs last whether the engine is closed, when it %s', async (_how, close, isClosed) => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      const quitting = aQuitting(async () => 'quit', close)
      const reports: boolean[] = []
      quitting.beforeExit((known) => void reports.push(known))
      quitting.quit('signal')
      await vi.advanceTimersByTimeAsync(10_000)
      expect(reports).toEqual([isClosed])
    } finally {
      vi.useRealTimers()
    }
  })

  it('is not caused by a terminal that was closed', () => {
    followUncaught({ afterError: null, hidden: false })
    for (const stream of [process.stdout, process.stderr])
      expect(() => stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).not.toThrow()
    expect(done).toEqual([])
  })
})
