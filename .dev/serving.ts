/** @file The built headless host as a child process, for the demo and the scene. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { headlessEntry } from './build.ts'

export interface Serving {
  /** The page with its key. */
  readonly link: string
  /** Ends the host in order. */
  stop(): Promise<void>
}

/** @throws Error when the host ends before it listens */
export async function startServing(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Serving> {
  const host = spawn(process.execPath, [headlessEntry, '--data-dir', dataDir, '--json', 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const closed = once(host, 'close')
  const stop = async (): Promise<void> => {
    host.kill('SIGTERM')
    await closed
  }
  const link = await linkOf(host.stdout).catch(async (caught: unknown) => {
    await stop()
    throw caught
  })
  // Nobody reads further lines, and a full pipe would block the host.
  host.stdout.resume()
  return { link, stop }
}

async function linkOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const message = JSON.parse(line) as { type: string; url?: string }
    if (message.type === 'serving' && message.url) return message.url
  }
  throw new Error('Reelay did not start')
}
