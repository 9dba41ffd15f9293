/**
 * @file Loads `node:http` without an import statement. An import makes Node read every member of a module, and `http.WebSocket`
 * is a getter that loads all of undici: a tenth of each start of the command.
 */
import http from 'node:http'
import type { Plugin } from 'vite'

const PLAIN = 'virtual:plain-http'
const IMPORTED = /\bfrom\s*(['"])(?:node:)?http\1/g

/** Members that are no getters. */
const members = Object.entries(Object.getOwnPropertyDescriptors(http)).flatMap(([name, { get }]) => (get ? [] : [name]))

export function plainHttp(): Plugin {
  return {
    name: 'plain-http',
    enforce: 'pre',
    // Node's own modules are external before any plugin resolves them, so the import itself names another.
    transform: {
      filter: { code: IMPORTED },
      handler: (code) => ({ code: code.replace(IMPORTED, `from '${PLAIN}'`), map: null }),
    },
    resolveId: (id) => (id === PLAIN ? `\0${PLAIN}` : null),
    load: (id) =>
      id === `\0${PLAIN}`
        ? [
            "const http = process.getBuiltinModule('node:http')",
            'export default http',
            ...members.map((name) => `export const ${name} = http.${name}`),
          ].join('\n')
        : null,
  }
}
