/** @file Scripts that run in the page before its own: the preload script, and the check before a window is opened. */
import { readFileSync } from 'node:fs'

declare global {
  interface Window {
    __openWindow?: (url: string) => void
    __receive?: (channel: string, payload: unknown) => void
    __files?: Readonly<Record<string, string>>
  }
}

/** Links and `window.open` call the handler of the app first, as in Electron. */
export function askBeforeOpening(): void {
  const ask = (address: string | URL): void => window.__openWindow?.(new URL(address, location.href).href)
  window.open = (address) => {
    ask(address ?? 'about:blank')
    return null
  }
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[target="_blank"]') : null
    if (!link) return
    event.preventDefault()
    ask(link.href)
  })
}

/**
 * The built preload script, with a `require` that knows only electron. Everything that passes between page and preload is
 * cloned, functions excepted, so that a Proxy (the state of Vue) is refused as by Electron's context bridge. The real one has
 * two worlds; here the globals of the page are the same.
 */
export function preloadScript(path: string): string {
  return `(() => {
    const listeners = new Map()
    window.__receive = (channel, payload) => { for (const listener of listeners.get(channel) ?? []) listener({}, payload) }
    const pass = (value) => typeof value === 'function' ? (...args) => pass(value(...args.map(pass)))
      : value instanceof Promise ? value.then(pass) : structuredClone(value)
    const across = (value) => typeof value === 'object' && value !== null
      ? Object.freeze(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, pass(member)]))) : pass(value)
    const electron = {
      contextBridge: { exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value: across(value) }) },
      ipcRenderer: {
        invoke: (channel, input) => window.__invoke(channel, structuredClone(input)),
        on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]) },
        off: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)) },
      },
      webUtils: { getPathForFile: (file) => {
        if (!(file instanceof File)) throw new TypeError('not a File')
        return window.__files?.[file.name] ?? ''
      } },
    }
    const require = (name) => {
      if (name !== 'electron') throw new Error('a sandboxed preload script cannot require ' + name)
      return electron
    }
    const module = { exports: {} }
    ;(function (require, module, exports) { ${readFileSync(path, 'utf8')} })(require, module, module.exports)
  })()`
}
