/**
 * @file The one package that cannot be bundled, because it is native: the binary of the watcher for one target, behind a module of
 * its own that holds what @parcel/watcher loads besides.
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { licences } from '../licences.ts'
import { type Target, targetOf } from './binary.ts'

const WATCHER = '@parcel/watcher'
const ENTRY = '\0watcher'

/** The package with the binary. Electron runs on glibc only. */
export function bindingOf({ platform, arch }: Target): string {
  return `${WATCHER}-${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`
}

/**
 * Puts the watcher into the `node_modules` of a staged app.
 *
 * @param modules folders with packages, in the order in which they are searched
 * @throws Error when the binary of the target is not installed, or is one of another system
 */
export async function stageWatcher(modules: readonly string[], target: Target, into: string): Promise<void> {
  const binding = bindingOf(target)
  const source = await folderOf(modules, binding)
  await checkBinary(join(source, 'watcher.node'), target)
  await mkdir(join(into, binding), { recursive: true })
  for (const file of await readdir(source)) {
    if (/^(?:package\.json|watcher\.node|licen[cs]e(?:\.\w+)?)$/i.test(file))
      await cp(join(source, file), join(into, binding, file))
  }
  await bundleWatcher(join(into, WATCHER), binding)
  const { version, license } = JSON.parse(await readFile(join(await folderOf(modules, WATCHER), 'package.json'), 'utf8'))
  await writeFile(join(into, WATCHER, 'package.json'), JSON.stringify({ name: WATCHER, version, license, main: 'index.cjs' }))
}

/** A module with the exports of @parcel/watcher, bound to one binary instead of detecting the system. */
async function bundleWatcher(folder: string, binding: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'watcher',
        resolveId: (id) => (id === ENTRY ? id : null),
        load: (id) =>
          id === ENTRY
            ? `import wrapper from '${WATCHER}/wrapper.js'\nimport binding from '${binding}'\nexport default wrapper.createWrapper(binding)`
            : null,
      },
      licences(),
    ],
    ssr: { noExternal: true, external: [binding] },
    build: {
      ssr: true,
      outDir: folder,
      target: 'node24',
      rollupOptions: {
        input: ENTRY,
        external: [binding],
        output: { format: 'cjs', exports: 'default', entryFileNames: 'index.cjs' },
      },
    },
  })
}

async function checkBinary(path: string, { platform, arch }: Target): Promise<void> {
  const found = targetOf(await readFile(path))
  if (found?.platform === platform && found.arch === arch) return
  const what = found ? `${found.platform} ${found.arch}` : 'no known system'
  throw new Error(`${path} is for ${what}, and this package is for ${platform} ${arch}.`)
}

async function folderOf(modules: readonly string[], name: string): Promise<string> {
  for (const folder of modules) {
    const found = await readFile(join(folder, name, 'package.json')).catch(() => null)
    if (found) return join(folder, name)
  }
  throw new Error(
    `The package ${name} is not installed here. npm installs only what this system needs: pack for a system on that system.`,
  )
}
