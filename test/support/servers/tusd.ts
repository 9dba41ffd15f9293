/** @file tusd, the reference server, with its store in files. */
import { missingTusd, TUSD, versionOfTusd } from './installed.ts'
import { startProcess } from './process.ts'
import type { RealServer } from './server.ts'
import { hashOfFile } from './stored.ts'

export const tusd: RealServer = {
  title: 'tusd',
  version: versionOfTusd(),
  missing: missingTusd,
  async start({ directory, maxSizeBytes }) {
    const limit = maxSizeBytes === undefined ? [] : ['-max-size', String(maxSizeBytes)]
    const server = await startProcess((port) => ({
      program: TUSD,
      args: ['-host', '127.0.0.1', '-port', String(port), '-upload-dir', directory, ...limit],
    }))
    return { ...server, stored: (id) => hashOfFile(directory, id) }
  },
}
