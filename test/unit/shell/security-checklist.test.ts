import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

function textIn(folder: string, ending: RegExp): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n')
}

/** Every source of the Electron half, without comments. */
const shell = `${textIn('src-main/shell', /\.ts$/)}\n${textIn('src-main/preload', /\.ts$/)}`.replace(
  /\/\*[\s\S]*?\*\/|\/\/.*$/gm,
  '',
)
const printing = readFileSync(join(root, 'src-main/shell/windows/print-page.ts'), 'utf8').replace(
  /\/\*[\s\S]*?\*\/|\/\/.*$/gm,
  '',
)
/** The documents of all windows. */
const page = textIn('src-renderer', /\.html$/)
/** What the bundler made of it, where it was built. */
const built = existsSync(join(root, 'out/main')) ? textIn('out/main', /\.js$/) : ''
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> }

/** How often something is called or written. */
const times = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length

/** The points of Electron's own list, https://electronjs.org/docs/latest/tutorial/security, by their numbers. */
describe('the security checklist of Electron', () => {
  it('1: loads no content that is not its own', () => {
    // All windows that are seen are made at one place: what holds for one of them holds for each. The other one prints.
    expect(times(shell, /new BrowserWindow\(/g)).toBe(2)
    expect(times(shell, /\.loadURL\(/g)).toBe(2)
    expect(shell).toContain('window.loadURL(addressOf(page))')
    expect(printing).toMatch(/const address = `\$\{PRINT_ADDRESS\}[^`]*`[\s\S]*\.loadURL\(address\)/)
    expect(shell).toContain("type PageName = 'index.html' | 'drop.html'")
    const pages = readdirSync(join(root, 'src-renderer')).filter((name) => name.endsWith('.html'))
    // The page of all parts is in development builds alone.
    expect(pages).toEqual(['design.html', 'drop.html', 'index.html'])
    expect(shell).not.toContain('design')
    expect(times(shell, /\.loadFile\(/g)).toBe(0)
    expect(page).not.toMatch(/https?:\/\//)
  })

  it('2, 3, 4: gives the page no Node, a world of its own and a sandbox', () => {
    const windows = times(shell, /new BrowserWindow\(/g)
    for (const setting of [/sandbox: true/g, /contextIsolation: true/g, /nodeIntegration: false/g])
      expect(times(shell, setting)).toBe(windows)
    expect(shell).not.toMatch(/nodeIntegrationIn|sandbox: false|contextIsolation: false|--no-sandbox/)
  })

  it('prints in a hidden window without scripts and preload script, whose session has nothing but the printed page', () => {
    expect(printing).toMatch(/show: false/)
    expect(printing).toMatch(/javascript: false/)
    expect(printing).toMatch(/session: openPages\(\)/)
    expect(printing).not.toMatch(/preload|executeJavaScript|persist:/)
    expect(printing).toMatch(/setWindowOpenHandler\(\(\) => \(\{ action: 'deny' \}\)\)/)
  })

  it('5: answers requests for permissions, and checks of them', () => {
    expect(times(shell, /setPermissionRequestHandler\(/g)).toBe(1)
    expect(times(shell, /setPermissionCheckHandler\(/g)).toBe(1)
  })

  it('6, 8, 9, 10: switches no protection of the web off', () => {
    for (const text of [shell, built])
      expect(text).not.toMatch(
        /webSecurity:|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|disable-web-security/,
      )
  })

  it('7: sends a content policy with every part of the page', () => {
    expect(times(shell, /new Response\(/g)).toBe(times(shell, /headers: (?:\{ \.\.\.)?PAGE_HEADERS/g))
  })

  it('11, 12: has no webview', () => {
    expect(times(shell, /webviewTag: false/g)).toBe(times(shell, /new BrowserWindow\(/g))
    expect(shell).toContain("'will-attach-webview'")
    expect(`${page}${textIn('src-renderer', /\.(vue|ts)$/)}`).not.toContain('<webview')
  })

  it('13, 14: leads nowhere else and opens no windows', () => {
    for (const limit of ["'will-navigate'", "'will-redirect'", 'setWindowOpenHandler']) expect(shell).toContain(limit)
    expect(shell).not.toContain("action: 'allow'")
  })

  it('15: opens addresses with the system at one point, by a list', () => {
    expect(times(shell, /openExternal\(/g)).toBe(1)
    expect(shell).toMatch(/if \(mayOpen\(url\)\) shell\.openExternal\(url\)/)
  })

  it('becomes the program for links of its own scheme, and for nothing else', () => {
    expect(times(shell, /setAsDefaultProtocolClient\(/g)).toBe(1)
    expect(shell).toContain('app.setAsDefaultProtocolClient(LINK_SCHEME)')
    expect(shell).toContain("LINK_SCHEME = 'reelay'")
    expect(shell).not.toMatch(/lsregister|HKEY_|HKCU|reg(?:\.exe)? add|xdg-mime|update-desktop-database|UserChoice/i)
  })

  it('16: names the version of Electron exactly', () => {
    expect(manifest.devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('17: proves the sender of every call', () => {
    expect(times(shell, /ipcMain\.(?:handle|on)(?:Once)?\(/g)).toBe(1)
    expect(shell).toMatch(/ipcMain\.handle\(channel, \(event, input: unknown\) => \{\s*if \(isTrusted\(event\)\) return dispatch/)
  })

  it('18: shows its page under a scheme of its own, not as a file', () => {
    expect(shell).not.toMatch(/file:\/\/|pathToFileURL|bypassCSP|allowServiceWorkers/)
    expect(shell).toContain("PAGE_SCHEME = 'app'")
  })

  it('20: gives the page three functions of its own, and none of Electron', () => {
    const preload = readFileSync(join(root, 'src-main/preload/index.ts'), 'utf8')
    expect(times(preload, /exposeInMainWorld\(/g)).toBe(1)
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*(?:ipcRenderer|electron)/)
  })

  it('takes the page of a development server only where it is not packaged', () => {
    expect(times(shell, /ELECTRON_RENDERER_URL/g)).toBe(1)
    expect(shell).toMatch(/app\.isPackaged \? null : process\.env\['ELECTRON_RENDERER_URL'\]/)
  })
})
