/**
 * @file The part of Electron's API that the stand-in implements: exactly what the desktop host, its preload script, electron-store
 * and electron-updater use. The types compare every name with Electron's declarations; a unit test compares the list with the sources.
 */
import type Electron from 'electron'

export const SURFACE = {
  App: [
    'dock',
    'exit',
    'getLocaleCountryCode',
    'getLoginItemSettings',
    'getName',
    'getPath',
    'getPreferredSystemLanguages',
    'getVersion',
    'isPackaged',
    'name',
    'on',
    'quit',
    'relaunch',
    'releaseSingleInstanceLock',
    'requestSingleInstanceLock',
    'setAppUserModelId',
    'setAsDefaultProtocolClient',
    'setBadgeCount',
    'setLoginItemSettings',
    'setName',
    'setPath',
    'setUserTasks',
    'whenReady',
  ],
  BrowserWindow: [
    'destroy',
    'focus',
    'getNormalBounds',
    'hide',
    'isDestroyed',
    'isMaximized',
    'isMinimized',
    'isVisible',
    'loadURL',
    'maximize',
    'minimize',
    'on',
    'once',
    'restore',
    'setOverlayIcon',
    'setProgressBar',
    'show',
    'showInactive',
    'webContents',
  ],
  Clipboard: ['writeText'],
  CrashReporter: ['start'],
  Dialog: ['showErrorBox', 'showMessageBox', 'showOpenDialog', 'showSaveDialog'],
  Dock: ['setMenu'],
  IpcMain: ['handle', 'on'],
  NativeImage: ['addRepresentation', 'getSize', 'isEmpty', 'resize', 'setTemplateImage', 'toBitmap', 'toJPEG'],
  NativeTheme: ['on', 'shouldUseDarkColors', 'themeSource'],
  Net: ['request'],
  Notification: ['on', 'show'],
  PowerMonitor: ['isOnBatteryPower', 'on'],
  PowerSaveBlocker: ['start', 'stop'],
  Protocol: ['handle', 'registerSchemesAsPrivileged'],
  SafeStorage: ['decryptStringAsync', 'encryptStringAsync', 'getSelectedStorageBackend', 'isAsyncEncryptionAvailable'],
  Screen: ['getAllDisplays', 'getPrimaryDisplay'],
  Session: ['protocol', 'resolveProxy', 'setPermissionCheckHandler', 'setPermissionRequestHandler'],
  Shell: ['openExternal', 'openPath', 'showItemInFolder', 'trashItem'],
  SystemPreferences: ['registerDefaults'],
  Tray: ['on', 'setContextMenu', 'setImage', 'setToolTip'],
  WebContents: ['isDestroyed', 'mainFrame', 'on', 'once', 'printToPDF', 'reload', 'send', 'setWindowOpenHandler'],
  WebFrameMain: ['url'],
  ContextBridge: ['exposeInMainWorld'],
  IpcRenderer: ['invoke', 'off', 'on'],
  WebUtils: ['getPathForFile'],
} as const satisfies {
  App: readonly (keyof Electron.App)[]
  BrowserWindow: readonly (keyof Electron.BrowserWindow)[]
  Clipboard: readonly (keyof Electron.Clipboard)[]
  CrashReporter: readonly (keyof Electron.CrashReporter)[]
  Dialog: readonly (keyof Electron.Dialog)[]
  Dock: readonly (keyof Electron.Dock)[]
  IpcMain: readonly (keyof Electron.IpcMain)[]
  NativeImage: readonly (keyof Electron.NativeImage)[]
  NativeTheme: readonly (keyof Electron.NativeTheme)[]
  Net: readonly (keyof Electron.Net)[]
  Notification: readonly (keyof Electron.Notification)[]
  PowerMonitor: readonly (keyof Electron.PowerMonitor)[]
  PowerSaveBlocker: readonly (keyof Electron.PowerSaveBlocker)[]
  Protocol: readonly (keyof Electron.Protocol)[]
  SafeStorage: readonly (keyof Electron.SafeStorage)[]
  Screen: readonly (keyof Electron.Screen)[]
  Session: readonly (keyof Electron.Session)[]
  Shell: readonly (keyof Electron.Shell)[]
  SystemPreferences: readonly (keyof Electron.SystemPreferences)[]
  Tray: readonly (keyof Electron.Tray)[]
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
  NativeImage: ['createFromBuffer', 'createThumbnailFromPath'],
  Notification: ['isSupported'],
  Session: ['defaultSession', 'fromPartition'],
} as const satisfies {
  BrowserWindow: readonly (keyof typeof Electron.BrowserWindow)[]
  Menu: readonly (keyof typeof Electron.Menu)[]
  NativeImage: readonly (keyof typeof Electron.nativeImage)[]
  Notification: readonly (keyof typeof Electron.Notification)[]
  Session: readonly (keyof typeof Electron.session)[]
}
