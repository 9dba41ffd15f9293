/** @file How long it takes from the return of the network to the first byte that the server accepts, in milliseconds. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { writeMedia } from '../support/media.ts'
import { startTusServer } from '../support/tus-server.ts'
import { until } from '../support/until.ts'

const CLIENTS = fileURLToPath(new URL('./clients.ts', import.meta.url))
const BYTES = 40_000_000
const BYTES_PER_SECOND = 10_000_000
/** Odd lengths, so that neither probes nor ordinary tries fall on the return. */
const GONE_MS = [6_100, 9_700, 20_300]

/** One measurement for each length of outage. */
export async function measureReturns(folder: string): Promise<readonly number[]> {
  const file = join(folder, 'returns.mov')
  await writeMedia(file, BYTES)
  const measured: number[] = []
  for (const goneMs of GONE_MS) measured.push(await measureReturn(join(folder, `returns-${goneMs}`), file, goneMs))
  await rm(file)
  return measured
}

async function measureReturn(directory: string, file: string, goneMs: number): Promise<number> {
  await using server = await startTusServer({ directory })
  await using proxy = await startFaultProxy(() => server.port)
  server.slowDown(BYTES_PER_SECOND)
  const endpoint = `http://127.0.0.1:${proxy.port}/files/`
  const client = spawn(process.execPath, [CLIENTS, 'reelay', endpoint, '0', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(client, 'close')
  await server.untilReceived(BYTES / 4)
  await proxy.leave()
  await sleep(goneMs)
  const before = server.receivedBytes
  await proxy.comeBack()
  const backAt = performance.now()
  await until('bytes arrive again', () => server.receivedBytes !== before, { everyMs: 5 })
  const passed = performance.now() - backAt
  server.slowDown(Number.POSITIVE_INFINITY)
  await ended
  return passed
}
