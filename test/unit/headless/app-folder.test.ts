import { describe, expect, it } from 'vitest'
import { appDataDir } from '../../../src-main/headless/app-folder.ts'
import { folderFrom } from '../../../src-main/headless/folder.ts'
import { dataDirFrom } from '../../../src-main/headless/paths.ts'
import { appName } from '../../../src-main/shell/names.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const at = (platform: NodeJS.Platform, home: string) => ({ platform, homes: () => [home] })

describe('the data folder of the app', () => {
  it('is where Electron puts that of an app of this name', () => {
    const name = appName(true)
    expect(appDataDir({}, at('darwin', '/Users/a'))).toBe(`/Users/a/Library/Application Support/${name}`)
    expect(appDataDir({ APPDATA: 'D:\\Roaming' }, at('win32', 'C:\\Users\\a'))).toBe(`D:\\Roaming\\${name}`)
    expect(appDataDir({}, at('win32', 'C:\\Users\\a'))).toBe(`C:\\Users\\a\\AppData\\Roaming\\${name}`)
    expect(appDataDir({ XDG_CONFIG_HOME: '/x' }, at('linux', '/home/a'))).toBe(`/x/${name}`)
    expect(appDataDir({ XDG_CONFIG_HOME: 'x' }, at('linux', '/home/a'))).toBe(`/home/a/.config/${name}`)
    expect(() => appDataDir({}, at('linux', ''))).toThrow('There is no home folder')
  })

  it('is never that of the command', () => {
    for (const [platform, home] of [
      ['darwin', '/Users/a'],
      ['win32', 'C:\\Users\\a'],
      ['linux', '/home/a'],
    ] as const) {
      const own = dataDirFrom(undefined, {}, at(platform, home))
      expect(own.toLowerCase()).not.toBe(appDataDir({}, at(platform, home)).toLowerCase())
    }
  })

  it('is used only while the app runs there, and not beside another folder', async () => {
    await using folder = await tempFolder()
    const env = { REELAY_DATA_DIR: folder.in('data') }
    await expect(folderFrom({ app: true }, env)).rejects.toThrow('The Reelay app is not running')
    await expect(folderFrom({ app: true, dataDir: folder.in('other') }, env)).rejects.toThrow('name two folders')
    expect(await folderFrom({}, env)).toEqual({ dataDir: folder.in('data'), isAppFolder: false })
  })
})
