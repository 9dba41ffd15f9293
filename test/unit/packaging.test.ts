import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { targetOf } from '../../.dev/packaging/binary.ts'
import { configFrom } from '../../.dev/packaging/config.ts'
import { feedFrom } from '../../.dev/packaging/feed.ts'
import { FUSES } from '../../.dev/packaging/fuses.ts'
import { hasNotary, unsignedNote } from '../../.dev/packaging/signing.ts'
import { filesOf } from '../../.dev/packaging/stage.ts'
import { APP_ID } from '../../src-main/shell/names.ts'
import { VIDEO_TYPES } from '../../src-main/shell/video-types.ts'
import { fakeBinary } from '../support/packaging/fake-electron.ts'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const SIGNED = { CSC_LINK: 'file', APPLE_ID: 'a', APPLE_APP_SPECIFIC_PASSWORD: 'b', APPLE_TEAM_ID: 'c' }

describe('the configuration of packages', () => {
  it('has the id that the app sets as AppUserModelId, without which Windows shows no notices', () => {
    expect(configFrom({}).appId).toBe(APP_ID)
    expect(read('src-main/shell/lifecycle/before-ready.ts')).toContain('setAppUserModelId(APP_ID)')
  })

  it('makes every format that was promised', () => {
    const { mac, win, linux } = configFrom({})
    expect([mac?.target, win?.target, linux?.target]).toEqual([
      ['dmg', 'zip'],
      ['nsis', 'portable'],
      ['AppImage', 'deb', 'rpm'],
    ])
  })

  it('never makes Reelay the default program of a video type', () => {
    const { fileAssociations, mac, win, linux } = configFrom({})
    expect({ all: fileAssociations, win: win?.fileAssociations, linux: linux?.fileAssociations }).toEqual({})
    expect(mac?.fileAssociations).toMatchObject([{ rank: 'Alternate', role: 'Viewer' }])
    const installer = read('resources/packaging/installer.nsh')
    const types = [...installer.matchAll(/SupportedTypes" "\.(\w+)"/g)].map(([, ending]) => ending)
    expect(types).toEqual(Object.keys(VIDEO_TYPES))
    // Nothing is written to a type itself, where Windows looks for its program.
    const keys = [...installer.matchAll(/WriteReg\w+ \w+ "([^"]+)"/g)].map(([, key]) => key)
    expect(keys.length).toBeGreaterThan(10)
    expect(keys.filter((key) => !key?.startsWith('Software\\Classes\\Applications\\'))).toEqual([])
  })

  it('puts Reelay into “Send to” on Windows, and takes away what it put there', () => {
    const installer = read('resources/packaging/installer.nsh')
    expect(installer).toMatch(
      /!macro customInstall[\s\S]*CreateShortCut "\$SENDTO\\\$\{PRODUCT_NAME\}\.lnk"[\s\S]*!macro customUnInstall/,
    )
    expect(installer).toMatch(/customUnInstall[\s\S]*isUpdated[\s\S]*Delete "\$SENDTO/)
  })

  it('keeps the sandbox on Linux, with one name for launcher and windows', () => {
    const { linux, toolsets, deb, rpm, appImage } = configFrom({})
    expect(toolsets).toEqual({ appimage: '1.0.3' })
    expect(linux?.syncDesktopName).toBe(true)
    expect(JSON.stringify({ linux, deb, rpm, appImage })).not.toContain('no-sandbox')
  })

  it('names every fuse', () => {
    expect(FUSES.strictlyRequireAllFuses).toBe(true)
    expect(Object.keys(FUSES).filter((name) => /^\d+$/.test(name))).toHaveLength(9)
  })
})

describe('signing', () => {
  it('depends on the environment, and a package without it says so', () => {
    expect(configFrom({}).mac).toMatchObject({ identity: null, hardenedRuntime: false, notarize: false })
    expect(configFrom(SIGNED).mac).toMatchObject({ hardenedRuntime: true, notarize: true })
    expect(configFrom(SIGNED).mac).not.toHaveProperty('identity')
    expect(hasNotary({ ...SIGNED, CSC_LINK: '' })).toBe(false)
    expect(unsignedNote('darwin', {})).toContain('not signed')
    expect(unsignedNote('darwin', { CSC_LINK: 'file' })).toContain('not notarised')
    expect(unsignedNote('darwin', SIGNED)).toBeNull()
    expect(unsignedNote('win32', {})).toContain('not signed')
    expect(unsignedNote('win32', { WIN_CSC_LINK: 'file' })).toBeNull()
    expect(unsignedNote('linux', {})).toBeNull()
  })

  it('gives up nothing of the hardened runtime but what V8 needs', () => {
    const keys = [...read('resources/packaging/entitlements.mac.plist').matchAll(/<key>([^<]+)<\/key>/g)].map(([, key]) => key)
    expect(keys).toEqual(['com.apple.security.cs.allow-jit'])
  })
})

describe('the feed of updates', () => {
  it('is a folder of one’s own, the releases of the repository, or none', () => {
    expect(feedFrom({ REELAY_FEED: 'https://updates.test/stable', GITHUB_REPOSITORY: 'a/b' })).toEqual({
      provider: 'generic',
      url: 'https://updates.test/stable',
    })
    expect(feedFrom({ GITHUB_REPOSITORY: 'studio/reelay' })).toMatchObject({
      provider: 'github',
      owner: 'studio',
      repo: 'reelay',
    })
    expect(feedFrom({})).toBeNull()
    expect(() => feedFrom({ REELAY_FEED: 'http://updates.test' })).toThrow('https')
  })
})

it('a binary says what it was made for', () => {
  for (const platform of ['darwin', 'linux', 'win32'] as const) {
    for (const arch of ['arm64', 'x64'] as const) expect(targetOf(fakeBinary({ platform, arch }))).toEqual({ platform, arch })
  }
  expect(targetOf(Buffer.from('#!/bin/sh\n'.padEnd(100)))).toBeNull()
  expect(targetOf(Buffer.alloc(3))).toBeNull()
})

it('a package holds what its entry loads at once or later, each file once, and nothing else', () => {
  const manifest = {
    app: { file: 'index.js', imports: ['_a'], dynamicImports: ['late'] },
    command: { file: 'headless.js', imports: ['_a', '_b'] },
    late: { file: 'chunks/late.js', imports: ['_a', 'app'] },
    _a: { file: 'chunks/a.js' },
    _b: { file: 'chunks/b.js' },
  }
  expect(filesOf(manifest, 'app')).toEqual(['chunks/a.js', 'chunks/late.js', 'index.js'])
  expect(filesOf(manifest, 'command')).toEqual(['chunks/a.js', 'chunks/b.js', 'headless.js'])
  expect(() => filesOf(manifest, 'other')).toThrow('The build has no “other”')
})
