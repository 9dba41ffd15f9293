/** @file Writes a list of the sources in each file of a build, for tests of what is loaded when. */
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import type { Plugin } from 'vite'

export function moduleList(): Plugin {
  return {
    name: 'module-list',
    writeBundle({ dir = '' }, bundle) {
      const chunks = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? [output] : []))
      // Without modules whose code was removed altogether.
      const list = chunks.map(({ fileName, modules }) => [
        fileName,
        Object.entries(modules)
          .filter(([, { code }]) => code !== null && code !== '')
          .map(([id]) => relative(process.cwd(), id.replace(/^\0/, '')).replaceAll('\\', '/')),
      ])
      writeFileSync(join(dir, '..', 'modules.json'), JSON.stringify(Object.fromEntries(list), null, 1))
    },
  }
}
