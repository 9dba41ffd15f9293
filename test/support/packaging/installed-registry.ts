/** @file An npm registry on loopback with the installed packages of this checkout, so that npm needs no network. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { closeServer, listenOnLoopback } from '../loopback.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface InstalledRegistry extends AsyncDisposable {
  readonly url: string
  /** Names of packages that were requested. */
  readonly requested: ReadonlySet<string>
}

export async function startInstalledRegistry(): Promise<InstalledRegistry> {
  const folders = installed()
  const requested = new Set<string>()
  const tarballs = new Map<string, Buffer>()
  const server = http.createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    const tarball = tarballs.get(path)
    if (tarball) return response.end(tarball)
    const installedIn = folders.get(path)
    if (!installedIn) return response.writeHead(404).end('{}')
    requested.add(path)
    const versions = Object.fromEntries(
      installedIn.map((folder) => {
        const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string }
        const file = `${path}/-/${manifest.version}.tgz`
        const packed = tarballs.get(file) ?? tarballOf(folder)
        tarballs.set(file, packed)
        const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`
        return [manifest.version, { ...manifest, dist: { tarball: `${url}/${file}`, integrity } }]
      }),
    )
    return response.end(JSON.stringify({ name: path, 'dist-tags': { latest: Object.keys(versions)[0] }, versions }))
  })
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  return {
    url,
    requested,
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}

/** Folders of every installed package by its name; there may be several versions. */
function installed(): Map<string, string[]> {
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { readonly packages: object }
  const folders = new Map<string, string[]>()
  for (const path of Object.keys(lockfile.packages)) {
    const folder = join(root, path)
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (path.includes('node_modules/') && existsSync(join(folder, 'package.json')))
      folders.set(name, [...(folders.get(name) ?? []), folder])
  }
  return folders
}

/** Files of a package as npm wants them: below `package/`, without packages of its own. */
function tarballOf(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(?:^|[\\/])node_modules(?:[\\/]|$)/.test(name) && statSync(join(folder, name)).isFile())
    .flatMap((name) => [headerOf(name.replaceAll('\\', '/'), join(folder, name)), padded(readFileSync(join(folder, name)))])
  return gzipSync(Buffer.concat([...files, Buffer.alloc(1024)]))
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((512 - (data.length % 512)) % 512)])
}

/** A ustar header. */
function headerOf(name: string, path: string): Buffer {
  const { size, mode } = statSync(path)
  const header = Buffer.alloc(512)
  header.write(`package/${name}`, 0, 100)
  header.write((mode & 0o777).toString(8).padStart(7, '0'), 100)
  header.write('0000000\0' + '0000000', 108)
  header.write(size.toString(8).padStart(11, '0'), 124)
  header.write('00000000000', 136)
  header.write('        0', 148)
  header.write('ustar\0' + '00', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
