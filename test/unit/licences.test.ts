import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { licencesOf } from '../../.dev/licences.ts'
import { isAccepted } from '../../.dev/spdx.ts'
import { mergeLicences, readLicences, writeLicences } from '../../src-main/contract/licences.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'

async function addPackage(
  root: TempFolder,
  place: string,
  manifest: Record<string, unknown>,
  files: Readonly<Record<string, string>> = { LICENSE: 'You may.' },
): Promise<void> {
  const name = place.split('node_modules/').at(-1)
  await mkdir(root.in('node_modules', place), { recursive: true })
  await writeFile(root.in('node_modules', place, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }))
  for (const [file, text] of Object.entries(files)) await writeFile(root.in('node_modules', place, file), text)
}

const chunk = (moduleIds: string[], imports: string[] = [], dynamicImports: string[] = []) => ({
  moduleIds,
  imports,
  dynamicImports,
})

describe('the licences of a bundle', () => {
  it('are those of every module in every chunk, nested packages and code of the tools included', async () => {
    await using root = await tempFolder()
    for (const place of ['one', '@scope/two', 'one/node_modules/three', 'vite']) await addPackage(root, place, { license: 'MIT' })
    const at = (path: string): string => root.in('node_modules', path)
    const chunks = [
      chunk(
        [root.in('src/index.ts'), at('one/index.js'), `\0${at('@scope/two/a.js')}?commonjs-exports`],
        ['other.js', 'node:fs'],
      ),
      chunk([at('one/node_modules/three/index.js'), '\0vite/preload-helper.js']),
    ]
    const found = licencesOf(chunks, new Set(['other.js']), root.path)
    expect(found.map(({ name }) => name)).toEqual(['@scope/two', 'one', 'three', 'vite'])
  })

  it('are also those of packages that are loaded when it runs, with all that they need and that is installed', async () => {
    await using root = await tempFolder()
    await addPackage(root, 'server', {
      license: 'ISC',
      dependencies: { deep: '*' },
      optionalDependencies: { 'for-windows': '*' },
    })
    await addPackage(root, 'deep', { license: 'BSD-3-Clause' })
    await addPackage(root, 'electron', { license: 'MIT', dependencies: { fetcher: '*' } })
    await addPackage(root, 'fetcher', { license: 'GPL-3.0' })
    const found = licencesOf([chunk([], ['electron'], ['server/sub/path.js'])], new Set(), root.path)
    expect(found.map(({ name }) => name)).toEqual(['deep', 'electron', 'server'])
  })

  it('end the build with the name of a package whose licence is missing, unknown or not accepted', async () => {
    await using root = await tempFolder()
    for (const license of [undefined, 'GPL-3.0', 'SEE LICENSE IN EULA', 'UNLICENSED']) {
      await addPackage(root, 'bad', { license })
      expect(() => licencesOf([chunk([root.in('node_modules/bad/index.js')])], new Set(), root.path)).toThrow(/^bad 1\.0\.0 has /)
    }
  })

  it('say so where a package has no file of it, with the text of what it names', async () => {
    await using root = await tempFolder()
    await addPackage(root, 'bare', { license: 'MIT', author: 'A. Uthor' }, {})
    await addPackage(root, 'linked', { license: 'CC0-1.0' }, {})
    await addPackage(root, 'both', { license: 'Apache-2.0' }, { LICENSE: 'The terms.', NOTICE: 'Made by many.' })
    const ids = ['bare', 'linked', 'both'].map((name) => root.in('node_modules', name, 'index.js'))
    const [bare, both, linked] = licencesOf([chunk(ids)], new Set(), root.path)
    expect(bare?.text).toMatch(/^The package has no licence file\. Copyright: A\. Uthor\.[\s\S]*Permission is hereby granted/)
    expect(both?.text).toBe('The terms.\n\nMade by many.')
    expect(linked?.text).toContain('https://spdx.org/licenses/CC0-1.0.html')
  })

  it('say where the source of a version is, where the licence wants that', async () => {
    await using root = await tempFolder()
    await addPackage(root, 'weak', { license: 'MPL-2.0' }, { LICENSE: 'Mozilla Public License' })
    await addPackage(root, '@scope/weak', { license: 'MPL-2.0' }, { LICENSE: 'Mozilla Public License' })
    const ids = ['weak', '@scope/weak'].map((name) => root.in('node_modules', name, 'index.js'))
    const [scoped, plain] = licencesOf([chunk(ids)], new Set(), root.path)
    expect(plain?.text).toMatch(
      /^The source of this version, unchanged, is at https:\/\/registry\.npmjs\.org\/weak\/-\/weak-1\.0\.0\.tgz\n\nMozilla/,
    )
    expect(scoped?.text).toContain('https://registry.npmjs.org/@scope/weak/-/weak-1.0.0.tgz')
  })

  it.each([
    ['MIT', true],
    ['MPL-2.0', true],
    ['(MIT OR GPL-3.0)', true],
    ['MIT AND GPL-3.0', false],
    ['(MIT AND ISC) OR GPL-3.0', true],
    ['GPL-3.0 OR (ISC AND AGPL-3.0)', false],
    ['Apache-2.0 WITH LLVM-exception', false],
    ['(MIT', false],
    ['', false],
  ])('take the expression “%s”: %s', (expression, accepted) => {
    expect(isAccepted(expression)).toBe(accepted)
  })

  it('are read as they were written, each version once', () => {
    const list = [
      { name: 'b', version: '2.0.0', licence: '(MIT OR CC0-1.0)', text: 'Line one\n\nLine two ── not a heading' },
      { name: '@a/a', version: '1.0.0', licence: 'ISC', text: 'Text' },
      { name: '@a/b', version: '1.0.1', licence: 'ISC', text: 'Text' },
    ]
    expect(readLicences(writeLicences(list))).toEqual(list)
    // What several packages have stands once.
    expect(writeLicences(list).match(/^Text$/gm)).toHaveLength(1)
    expect(mergeLicences([list, list.slice(0, 1)]).map(({ name }) => name)).toEqual(['@a/a', '@a/b', 'b'])
  })
})
