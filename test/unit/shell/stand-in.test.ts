import { globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { STATICS, SURFACE } from '../../support/electron-stand-in/surface.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Members of Electron’s own declarations that some sources use, as `Interface.member`. */
function electronMembers(files: readonly string[]): Set<string> {
  const options = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    allowJs: true,
  }
  const program = ts.createProgram([...files], {
    ...options,
    target: ts.ScriptTarget.ES2024,
    skipLibCheck: true,
    strict: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  })
  const checker = program.getTypeChecker()
  const found = new Set<string>()

  function visit(node: ts.Node): void {
    const names = ts.isPropertyAccessExpression(node)
      ? [node.name]
      : ts.isBindingElement(node)
        ? [node.propertyName ?? node.name]
        : []
    for (const name of names) {
      const declaration = checker.getSymbolAtLocation(name)?.declarations?.[0]
      const owner = declaration?.parent
      const isElectrons = declaration?.getSourceFile().fileName.endsWith('electron.d.ts')
      if (isElectrons && owner && (ts.isInterfaceDeclaration(owner) || ts.isClassDeclaration(owner)) && owner.name) {
        found.add(`${owner.name.text}.${name.getText()}`)
      }
    }
    ts.forEachChild(node, visit)
  }
  for (const file of files) {
    const source = program.getSourceFile(file)
    if (source) visit(source)
  }
  return found
}

/** Members that belong to data, not to the API: options, answers, events. */
const DATA =
  /^(Process|IpcMainInvokeEvent|Event|WebContentsWill(Navigate|Redirect)EventParams|HandlerDetails|OpenDialogReturnValue|MessageBoxReturnValue|DecryptStringAsyncReturnValue|LoginItemSettings|Display|Size|RenderProcessGoneDetails|(?:Filesystem|MediaAccess|OpenExternal)?PermissionRequest|MenuItemConstructorOptions)\./

describe('the stand-in for Electron', () => {
  it('offers exactly what the desktop host, its preload script, electron-store and electron-updater use', () => {
    const shell = globSync('src-main/shell/**/*.ts', { cwd: root }).map((path) => join(root, path))
    const own = [...shell, join(root, 'src-main/index.ts'), join(root, 'src-main/preload/index.ts')]
    const used = [...electronMembers(own)].filter((member) => !DATA.test(member))
    // electron-store is JavaScript; these are the members that its source names.
    const store = ['App.getPath', 'App.getVersion', 'IpcMain.on', 'Shell.openPath']
    // And those of electron-updater, as far as it is used without installing on macOS.
    const updater = [
      'App.getName',
      'App.getPath',
      'App.getVersion',
      'App.isPackaged',
      'App.whenReady',
      'Net.request',
      'Session.fromPartition',
    ]
    const offered = [...Object.entries(SURFACE), ...Object.entries(STATICS)].flatMap(([owner, members]) =>
      members.map((member) => `${owner}.${member}`),
    )
    expect([...new Set([...used, ...store, ...updater])].sort()).toEqual([...new Set(offered)].sort())
  })
})
