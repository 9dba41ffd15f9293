/** @file The bridge of the desktop app: what preload put on the window. */
import type { ElectronBridge } from '@contract/bridge.ts'
import { shallowRef } from 'vue'
import { type Bridge, fetchThumbnail, unwrap } from './bridge.ts'

declare global {
  interface Window {
    readonly reelay?: ElectronBridge
  }
}

/** The main process is there as long as the window is. */
export function createElectronBridge(host: ElectronBridge): Bridge {
  return {
    request: async (channel, input) => unwrap(await host.request(channel, input)),
    on: (event, listener) => host.on(event, listener),
    onConnect(listener) {
      listener()
      return () => {}
    },
    connection: shallowRef('connected'),
    thumbnail: (id) => fetchThumbnail(id),
    lastContactAt: shallowRef(Date.now()),
    reconnectNow: () => {},
    pathsOf: (files) => [...files].map((file) => host.pathForFile(file)).filter((path) => path !== ''),
  }
}
