/** @file Writes the licences of the packages whose code went into a bundle beside it, and ends a build that would ship code without one. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** The folder of the package that a module belongs to, however deep it is nested. */
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/

export function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? Object.keys(output.modules) : []))
      const folders = new Set(modules.flatMap((id) => PACKAGE.exec(id.replaceAll('\\', '/'))?.[0].replace(/^\0/, '') ?? []))
      const texts = [...folders].sort().map(licenceOf)
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: `${texts.join('\n\n')}\n` })
    },
  }
}

/** @throws Error when the package does not say under which licence it is */
function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>
  if (typeof license !== 'string') throw new Error(`${name} has no licence, so its code cannot be part of a build`)
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry))
  return `── ${name} ${version}: ${license}${file ? `\n\n${readFileSync(join(folder, file), 'utf8').trim()}` : ''}`
}
