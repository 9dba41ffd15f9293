/** @file The servers that npm has: @tus/server with files and with S3, and node-uploadx. */
import { createHash } from 'node:crypto'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { fromNpm, fromPyPI, missingPython, PYTHON } from './installed.ts'
import { startProcess } from './process.ts'
import type { RealServer, ServerOptions } from './server.ts'
import { hashOfFile } from './stored.ts'

const PROGRAM = fileURLToPath(new URL('node-child.mjs', import.meta.url))

function startNode(
  kind: 'file' | 's3' | 'uploadx',
  settings: ServerOptions & { readonly s3?: string; readonly bucket?: string },
) {
  return startProcess((port) => ({
    program: process.execPath,
    args: [PROGRAM, JSON.stringify({ ...settings, kind, port })],
  }))
}

export const tusNodeFiles: RealServer = {
  title: '@tus/server, files',
  version: `${fromNpm('@tus/server')}, file-store ${fromNpm('@tus/file-store')}`,
  missing: null,
  takesLock: true,
  async start(options) {
    const server = await startNode('file', options)
    return { ...server, stored: (id) => hashOfFile(options.directory, id) }
  },
}

/** The S3 keeps its objects in memory, so it goes on when the server in front of it is killed. */
export const tusNodeS3: RealServer = {
  title: '@tus/server, S3',
  version: `${fromNpm('@tus/server')}, s3-store ${fromNpm('@tus/s3-store')}, moto ${fromPyPI('moto')}`,
  missing: missingPython === null ? null : `moto, its S3: ${missingPython}`,
  takesLock: true,
  async start(options) {
    const s3 = await startProcess((port) => ({
      program: PYTHON,
      args: ['-c', 'import moto.server; moto.server.main()', '-H', '127.0.0.1', '-p', String(port)],
    }))
    const origin = `http://127.0.0.1:${s3.port}`
    await fetch(`${origin}/clips`, { method: 'PUT' })
    const server = await startNode('s3', { ...options, s3: origin, bucket: 'clips' }).catch(async (caught: unknown) => {
      await s3[Symbol.asyncDispose]()
      throw caught
    })
    return {
      ...server,
      async stored(id) {
        const answer = await fetch(`${origin}/clips/${id}`)
        return answer.ok
          ? createHash('sha256')
              .update(await answer.bytes())
              .digest('hex')
          : null
      },
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]()
        await s3[Symbol.asyncDispose]()
      },
    }
  },
}

export const uploadx: RealServer = {
  title: 'node-uploadx',
  version: fromNpm('@uploadx/core'),
  missing: null,
  async start(options) {
    const server = await startNode('uploadx', options)
    return { ...server, stored: (id) => hashOfFile(options.directory, id) }
  },
}
