/** @file An npm registry on loopback with one package, whose content a test can replace. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { closeServer, listenOnLoopback } from './loopback.ts'

export interface FakeRegistry extends AsyncDisposable {
  readonly url: string
  /** Hash of the package as it was first. */
  readonly integrity: string
  /** From now on the same version is another file, with the integrity of that file. */
  tamper(): Promise<void>
}

export async function startFakeRegistry(folder: string, name: string, version: string): Promise<FakeRegistry> {
  const pack = async (content: string): Promise<{ tarball: Buffer; integrity: string }> => {
    const source = join(folder, 'source')
    await mkdir(join(source, 'bin'), { recursive: true })
    await writeFile(join(source, 'package.json'), JSON.stringify({ name, version, bin: { node: 'bin/node' } }))
    await writeFile(join(source, 'bin', 'node'), content, { mode: 0o755 })
    await promisify(execFile)('npm', ['pack', '--pack-destination', folder, source], { cwd: folder })
    const tarball = await readFile(join(folder, `${name}-${version}.tgz`))
    return { tarball, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}` }
  }
  let served = await pack('as it was')
  const { integrity } = served
  const server = http.createServer((request, response) => {
    if (request.url?.endsWith('.tgz')) return response.end(served.tarball)
    if (request.url !== `/${name}`) return response.writeHead(404).end('{}')
    const dist = { tarball: `${url}/${name}/-/${name}-${version}.tgz`, integrity: served.integrity }
    return response.end(JSON.stringify({ name, versions: { [version]: { name, version, bin: { node: 'bin/node' }, dist } } }))
  })
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  return {
    url,
    integrity,
    async tamper() {
      served = await pack('something else')
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}
