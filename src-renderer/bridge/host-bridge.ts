/** @file Opens the bridge to the host that serves the page. */
import type { Bridge } from './bridge.ts'
import { createElectronBridge } from './electron-bridge.ts'
import { createHttpBridge, signIn } from './http-bridge.ts'

export async function openHostBridge(): Promise<Bridge> {
  return window.reelay ? createElectronBridge(window.reelay) : createHttpBridge(await signIn())
}
