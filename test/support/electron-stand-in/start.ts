/** @file Starts a built main process on the stand-in. */
import { type ChildProcess, spawn } from 'node:child_process'
import process from 'node:process'
import { CHROMIUM_ARGS } from '../../playwright.config.ts'
import { freePort } from '../loopback.ts'
import { ENV, type FromStandIn } from './control.ts'

export interface StandIn {
  readonly child: ChildProcess
  /** The debugging port of its browser. */
  readonly port: number
  /** What was reported so far. */
  readonly reports: FromStandIn[]
}

export async function startStandIn(
  main: string,
  { args = [], env = {} }: { args?: readonly string[]; env?: Readonly<Record<string, string>> },
): Promise<StandIn> {
  const port = await freePort()
  const register = new URL('./register.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--expose-gc', '--import', register, main, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      [ENV.chromium]: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      [ENV.args]: JSON.stringify(CHROMIUM_ARGS),
      [ENV.port]: String(port),
      [ENV.boxes]: '[]',
      ...env,
    },
  })
  const reports: FromStandIn[] = []
  child.on('message', (message: FromStandIn) => reports.push(message))
  return { child, port, reports }
}
