/** @file Adds the compressed texts of each language to the build of the interface, where pages and the desktop app read them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const FOLDER = resolve('resources/languages')

/** Without the white space of the file. */
function compressed(file: string): Buffer {
  return gzipSync(JSON.stringify(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))), { level: 9 })
}

export function languages(): Plugin {
  return {
    name: 'languages',
    generateBundle() {
      for (const file of readdirSync(FOLDER))
        this.emitFile({ type: 'asset', fileName: `languages/${file}.gz`, source: compressed(file) })
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = /^\/languages\/([a-z]{2}\.json)\.gz$/.exec(request.url ?? '')?.[1]
        if (file === undefined) next()
        else response.setHeader('content-type', 'application/gzip').end(compressed(file))
      })
    },
  }
}
