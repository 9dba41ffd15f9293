/**
 * @file What of Electron the stand-in offers: exactly what the desktop host, its preload script and electron-store use. The
 * types hold every name against Electron's own declarations; a unit test holds the list against the sources.
 */
import type Electron from 'electron'

export const SURFACE = {
  App: ['getPath', 'setPath', 'getVersion', 'requestSingleInstanceLock', 'whenReady', 'quit', 'on', 'isPackaged'],
  BrowserWindow: ['once', 'show', 'isMinimized', 'restore', 'focus', 'loadFile', 'loadURL', 'webContents', 'destroy'],
  Dialog: ['showErrorBox', 'showMessageBox', 'showOpenDialog'],
  IpcMain: ['handle', 'on'],
  NativeTheme: ['shouldUseDarkColors'],
  Notification: ['on', 'show'],
  PowerMonitor: ['isOnBatteryPower', 'on'],
  PowerSaveBlocker: ['start', 'stop'],
  SafeStorage: ['isAsyncEncryptionAvailable', 'getSelectedStorageBackend', 'encryptStringAsync', 'decryptStringAsync'],
  Session: ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'resolveProxy'],
  Shell: ['openExternal', 'openPath', 'showItemInFolder', 'trashItem'],
  WebContents: ['send', 'setWindowOpenHandler', 'on', 'mainFrame'],
  WebFrameMain: ['url'],
  ContextBridge: ['exposeInMainWorld'],
  IpcRenderer: ['invoke', 'on', 'off'],
  WebUtils: ['getPathForFile'],
} as const satisfies {
  App: readonly (keyof Electron.App)[]
  BrowserWindow: readonly (keyof Electron.BrowserWindow)[]
  Dialog: readonly (keyof Electron.Dialog)[]
  IpcMain: readonly (keyof Electron.IpcMain)[]
  NativeTheme: readonly (keyof Electron.NativeTheme)[]
  Notification: readonly (keyof Electron.Notification)[]
  PowerMonitor: readonly (keyof Electron.PowerMonitor)[]
  PowerSaveBlocker: readonly (keyof Electron.PowerSaveBlocker)[]
  SafeStorage: readonly (keyof Electron.SafeStorage)[]
  Session: readonly (keyof Electron.Session)[]
  Shell: readonly (keyof Electron.Shell)[]
  WebContents: readonly (keyof Electron.WebContents)[]
  WebFrameMain: readonly (keyof Electron.WebFrameMain)[]
  ContextBridge: readonly (keyof Electron.ContextBridge)[]
  IpcRenderer: readonly (keyof Electron.IpcRenderer)[]
  WebUtils: readonly (keyof Electron.WebUtils)[]
}

/** Members of classes themselves. */
export const STATICS = {
  BrowserWindow: ['getAllWindows', 'getFocusedWindow'],
  Menu: ['setApplicationMenu', 'buildFromTemplate'],
  Notification: ['isSupported'],
  Session: ['defaultSession'],
} as const satisfies {
  BrowserWindow: readonly (keyof typeof Electron.BrowserWindow)[]
  Menu: readonly (keyof typeof Electron.Menu)[]
  Notification: readonly (keyof typeof Electron.Notification)[]
  Session: readonly (keyof typeof Electron.session)[]
}
