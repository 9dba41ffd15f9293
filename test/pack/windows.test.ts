import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'

const include = fileURLToPath(new URL('../../resources/packaging/installer.nsh', import.meta.url))
const hasNsis = spawnSync('makensis', ['-VERSION']).error === undefined

/** An installer with what electron-builder defines for its includes, and nothing else. */
const SCRIPT = `
Unicode true
Name Reelay
OutFile reelay-test.exe
!include LogicLib.nsh
!define APP_EXECUTABLE_FILENAME "Reelay.exe"
!define PRODUCT_NAME "Reelay"
!define APP_ID "app.reelay.desktop"
!macro _isUpdated _a _b _t _f
  StrCmp "" "--updated" \`\${_t}\` \`\${_f}\`
!macroend
!define isUpdated \`"" isUpdated ""\`
!include "${include}"
Section
  WriteUninstaller "$TEMP\\uninstall.exe"
  !insertmacro customInstall
SectionEnd
Section Uninstall
  !insertmacro customUnInstall
SectionEnd
`

it('what the installer does besides copying files compiles, without a warning', async ({ skip }) => {
  skip(!hasNsis, 'makensis is not installed: install nsis (.ci/run does)')
  await using folder = await tempFolder()
  await mkdir(folder.in('nsis'))
  await writeFile(folder.in('nsis', 'setup.nsi'), SCRIPT)
  const { status, stdout, stderr } = spawnSync('makensis', ['-WX', '-V2', 'setup.nsi'], {
    cwd: folder.in('nsis'),
    encoding: 'utf8',
  })
  expect(stdout + stderr).toBe('')
  expect(status).toBe(0)
})
