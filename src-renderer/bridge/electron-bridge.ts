/** @file The bridge of the desktop app, over the object that the preload script exposes. */
import type { ElectronBridge } from '@contract/bridge.ts'
import { shallowRef } from 'vue'
import { type Bridge, fetchThumbnail, unwrap } from './bridge.ts'

declare global {
  interface Window {
    readonly reelay?: ElectronBridge
  }
}

/** It is always connected, because the main process outlives the window. */
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
