/** @file tuspyserver, a server in Python, with its store in files. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromPyPI, missingPython, PYTHON } from './installed.ts'
import { startProcess } from './process.ts'
import type { RealServer } from './server.ts'
import { hashOfFile } from './stored.ts'

const PROGRAM = fileURLToPath(new URL('tuspyserver-child.py', import.meta.url))

export const tuspyserver: RealServer = {
  title: 'tuspyserver',
  version: fromPyPI('tuspyserver'),
  missing: missingPython,
  async start({ directory, maxSizeBytes = 0 }) {
    const server = await startProcess((port) => ({
      program: PYTHON,
      args: [PROGRAM, String(port), directory, String(maxSizeBytes)],
    }))
    return {
      ...server,
      stored: (id) => hashOfFile(directory, id),
      // It counts in whole days, from a date that it keeps in a file beside each upload.
      async expire() {
        for (const name of (await readdir(directory)).filter((one) => one.endsWith('.info'))) {
          const info = JSON.parse(await readFile(join(directory, name), 'utf8')) as Record<string, unknown>
          const expires = new Date(Date.now() - 60_000).toUTCString()
          await writeFile(join(directory, name), JSON.stringify({ ...info, expires }))
        }
      },
    }
  },
}
