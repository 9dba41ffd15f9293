/**
 * @file tus-js-client, unwrapped and used as its documentation says, in a process of its own:
 * `node plain-client.ts <endpoint> <file or folder> <storage> <chunkBytes> [uploadUrl]`. Prints a JSON line for each callback.
 * Every file of a folder is sent at once.
 */
import { createReadStream, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
// The documented Node entry; its types are those of the browser and know no FileUrlStorage.
import * as tus from 'tus-js-client'

const [endpoint = '', source = '', storage = '', chunk = '0', uploadUrl = ''] = process.argv.slice(2)

interface NodeOnly {
  readonly FileUrlStorage: new (path: string) => tus.UrlStorage
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

const { FileUrlStorage } = tus as unknown as NodeOnly

async function send(path: string): Promise<void> {
  const upload = new tus.Upload(createReadStream(path) as unknown as Blob, {
    endpoint,
    ...(uploadUrl === '' ? {} : { uploadUrl }),
    retryDelays: [0, 1_000, 3_000, 5_000],
    urlStorage: new FileUrlStorage(storage),
    ...(chunk === '0' ? {} : { chunkSize: Number(chunk) }),
    metadata: { filename: basename(path) },
    onProgress: (sent, total) => print({ type: 'progress', sent, total }),
    onChunkComplete: (size, accepted) => print({ type: 'accepted', size, accepted }),
    onSuccess: () => print({ type: 'success', path, url: upload.url }),
    onError(error) {
      print({ type: 'error', path, message: error.message })
      process.exitCode = 1
    },
  })
  if (uploadUrl === '') {
    const [previous] = await upload.findPreviousUploads()
    if (previous) upload.resumeFromPreviousUpload(previous)
  }
  upload.start()
}

const files = statSync(source).isDirectory() ? readdirSync(source).map((name) => join(source, name)) : [source]
await Promise.all(files.map(send))
