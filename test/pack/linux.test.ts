import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Target } from '../../.dev/packaging/binary.ts'
import { VIDEO_TYPES } from '../../src-main/shell/video-types.ts'
import { fakeAppImageTools } from '../support/packaging/fake-electron.ts'
import { openPackFolder } from '../support/packaging/pack-folder.ts'

const LINUX: Target = { platform: 'linux', arch: 'x64' }
const TOOLS = ['mksquashfs', 'unsquashfs', 'desktop-file-validate'] as const
const missing = TOOLS.filter((tool) => !existsSync(`/usr/bin/${tool}`))
const FEED = { REELAY_FEED: 'https://updates.reelay.test/stable' }

/** Writes its arguments to a file and makes an empty package, as fpm would a full one. */
const RECORDER = `#!/bin/sh
printf '%s\\n' "$@" > "$0.$$.args"
while [ $# -gt 0 ]; do
  case "$1" in --package) echo package > "$2" ;; *.desktop=*) cp "\${1%%=*}" "$0.$$.desktop" ;; esac
  shift
done
`

function checkEntry(entry: string): void {
  expect(entry).not.toContain('--no-sandbox')
  expect(entry).toMatch(/^StartupWMClass=reelay-desktop$/m)
  expect(entry).toMatch(/^Exec=\S+ %U$/m)
  const types = /^MimeType=(.*)$/m.exec(entry)?.[1]?.split(';') ?? []
  expect(types).toEqual(expect.arrayContaining(['x-scheme-handler/reelay', ...Object.values(VIDEO_TYPES)]))
}

describe('deb and rpm', () => {
  it('get the launcher, icons and licence, take no type over, and bring a feed', async ({ skip }) => {
    skip(process.platform !== 'linux', 'the recording fpm is a shell script')
    await using place = await openPackFolder()
    await writeFile(place.in('fpm'), RECORDER)
    await chmod(place.in('fpm'), 0o755)
    process.env['CUSTOM_FPM_PATH'] = place.in('fpm')
    await place.pack(LINUX, { formats: ['deb', 'rpm'], env: FEED })
    const { stdout } = await promisify(execFile)('sh', ['-c', `ls ${place.in('fpm')}.*`])
    const written = await Promise.all(
      stdout
        .trim()
        .split('\n')
        .map((path) => readFile(path, 'utf8')),
    )
    const calls = written.filter((text) => !text.startsWith('[Desktop')).map((text) => text.split('\n'))
    const entries = written.filter((text) => text.startsWith('[Desktop'))
    expect(calls.map((args) => args[args.indexOf('-t') + 1]).sort()).toEqual(['deb', 'rpm'])
    expect(entries).toHaveLength(2)
    entries.forEach(checkEntry)
    for (const args of calls) {
      const argumentAfter = (flag: string): string | undefined => args[args.indexOf(flag) + 1]
      expect(argumentAfter('--name')).toBe('reelay')
      expect(argumentAfter('--license')).toBe('MIT')
      expect(argumentAfter('--architecture')).toMatch(/^(?:amd64|x86_64)$/)
      expect(args.some((one) => one.endsWith('=/usr/share/applications/reelay-desktop.desktop'))).toBe(true)
      expect(args.some((one) => one.endsWith('=/usr/share/icons/hicolor/512x512/apps/reelay-desktop.png'))).toBe(true)
      expect(args.some((one) => one.includes('/usr/share/mime/'))).toBe(false)
      expect(args.some((one) => one.endsWith('=/opt/Reelay'))).toBe(true)
    }
    const feed = await readFile(place.in('packages', 'linux-unpacked', 'resources', 'app-update.yml'), 'utf8')
    expect(feed).toContain(FEED.REELAY_FEED)
    expect(await readFile(place.in('packages', 'latest-linux.yml'), 'utf8')).toMatch(/sha512: \S{88}/)
  })
})

describe('the AppImage', () => {
  it('unpacks again, has a valid launcher that keeps the sandbox, and a feed', async ({ skip }) => {
    skip(
      missing.length > 0,
      `${missing.join(', ')} not in /usr/bin: install squashfs-tools and desktop-file-utils (.ci/run does)`,
    )
    await using place = await openPackFolder()
    process.env['APPIMAGE_TOOLS_PATH'] = await fakeAppImageTools(place.in('tools'))
    const made = await place.pack(LINUX, { formats: ['AppImage'], env: FEED })
    const image = made.find((path) => path.endsWith('.AppImage')) ?? ''
    expect(basename(image)).toMatch(/^Reelay-\d+\.\d+\.\d+-linux-x86_64\.AppImage$/)
    await promisify(execFile)('unsquashfs', ['-quiet', '-no-progress', '-offset', '4096', '-dest', place.in('x'), image])
    const entry = await readFile(place.in('x', 'reelay-desktop.desktop'), 'utf8')
    checkEntry(entry)
    await promisify(execFile)('desktop-file-validate', ['--no-hints', place.in('x', 'reelay-desktop.desktop')])
    for (const file of ['AppRun', 'reelay-desktop', 'resources/app.asar', 'resources/app-update.yml']) {
      expect(existsSync(place.in('x', file)), file).toBe(true)
    }
    expect(await readFile(place.in('packages', 'latest-linux.yml'), 'utf8')).toContain(basename(image))
  })
})
