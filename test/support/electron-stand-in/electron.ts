/**
 * @file Electron’s API, as far as Reelay uses it, over Node and a Chromium page. It lets the built main process, preload
 * script and interface run where the Electron runtime cannot be had. What it offers is listed in surface.ts.
 */
import { app } from './app.ts'
import { ipcMain } from './ipc.ts'
import { Menu, nativeImage, Tray } from './menus.ts'
import { protocol } from './protocol.ts'
import {
  clipboard,
  crashReporter,
  dialog,
  Notification,
  nativeTheme,
  net,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
} from './system.ts'
import { BrowserWindow } from './windows.ts'

export * from './system.ts'
export { app, BrowserWindow, ipcMain, Menu, nativeImage, protocol, Tray }

// electron-store takes the default export.
const electron = {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
}
// biome-ignore lint/style/noDefaultExport: Electron has one, and electron-store uses it.
export default electron
