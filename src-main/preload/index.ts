/** @file Forwards the declared channels and events, and nothing else. Runs sandboxed, before the page. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { ElectronBridge } from '../contract/bridge.ts'
import { CHANNELS, VIEW_EVENTS } from '../contract/channels.ts'

const channels: ReadonlySet<string> = new Set(CHANNELS)
const events: ReadonlySet<string> = new Set(VIEW_EVENTS)

const bridge: ElectronBridge = {
  request(channel, input) {
    if (!channels.has(channel)) return Promise.reject(new Error(`There is no call named ${channel}`))
    return ipcRenderer.invoke(channel, input)
  },
  on(event, listener) {
    if (!events.has(event)) throw new Error(`There is no event named ${event}`)
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload)
    ipcRenderer.on(event, forward)
    return () => void ipcRenderer.off(event, forward)
  },
  pathForFile: (file) => webUtils.getPathForFile(file as File),
}

contextBridge.exposeInMainWorld('reelay', bridge)
