/** @file The messages between a test and the stand-in, over the IPC channel between the two processes. */

export type ToStandIn =
  /** A person chooses to quit, as by the menu or the dock. */
  | { readonly type: 'quit' }
  /** The next open dialog answers with these paths; none cancels it. */
  | { readonly type: 'dialog'; readonly paths: readonly string[] }
  /** The next save dialog answers with this path; none cancels it. */
  | { readonly type: 'save-dialog'; readonly path: string | null }
  /** Paths that `webUtils.getPathForFile` returns, by the name of the file. */
  | { readonly type: 'files'; readonly paths: Readonly<Record<string, string>> }
  /** Another program gets the focus. */
  | { readonly type: 'blur' }
  /** An event of `powerMonitor`. */
  | { readonly type: 'power'; readonly event: 'suspend' | 'resume' | 'on-battery' | 'on-ac' | 'shutdown' }
  /** A person closes a window: the main one, or the one with this page. */
  | { readonly type: 'close'; readonly page?: string }
  /** A person moves the window with this page. */
  | {
      readonly type: 'move'
      readonly page: string
      readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
    }
  /** The session is about to end, or ends; Windows only. */
  | { readonly type: 'session'; readonly event: 'query-session-end' | 'session-end' }
  /** A person clicks the icon in the dock. */
  | { readonly type: 'activate' }
  /** The system opens a file or a link with the running app, as on macOS. */
  | { readonly type: 'open'; readonly event: 'open-file' | 'open-url'; readonly what: string }
  /** The process of the page dies. */
  | { readonly type: 'kill-page' }
  /** Main throws where nobody catches. */
  | { readonly type: 'throw'; readonly message: string }
  /** Labels of the buttons that answer the next message boxes. */
  | { readonly type: 'boxes'; readonly answers: readonly string[] }
  /** A person chooses an entry of a menu. */
  | { readonly type: 'choose'; readonly menu: 'tray' | 'dock' | 'app'; readonly label: string }
  /** A person clicks the newest notice of this title; garbage is collected before, as may happen at any time. */
  | { readonly type: 'click-notice'; readonly title: string }

/** An entry of a menu as a person sees it. */
export interface MenuEntry {
  readonly label: string
  readonly enabled: boolean
  readonly accelerator: string
  readonly submenu: readonly MenuEntry[]
}

export type FromStandIn =
  /** The modules that were loaded before the first window was created. */
  | { readonly type: 'modules'; readonly paths: readonly string[] }
  | { readonly type: 'window' }
  | { readonly type: 'loaded'; readonly url: string }
  | { readonly type: 'hidden' }
  /** Shown without taking the focus. */
  | { readonly type: 'shown-inactive' }
  | { readonly type: 'on-top'; readonly frame: boolean }
  | { readonly type: 'protocol'; readonly scheme: string }
  | { readonly type: 'minimised' }
  | { readonly type: 'gone' }
  | { readonly type: 'focused' }
  | { readonly type: 'notification'; readonly title: string; readonly body: string }
  | { readonly type: 'blocker'; readonly id: number; readonly kind: string; readonly started: boolean }
  | { readonly type: 'external'; readonly url: string }
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'error-box'; readonly title: string; readonly content: string }
  | { readonly type: 'message-box'; readonly message: string; readonly detail: string; readonly buttons: readonly string[] }
  | { readonly type: 'save-dialog'; readonly name: string }
  | { readonly type: 'shown'; readonly path: string }
  | { readonly type: 'theme'; readonly source: string }
  | { readonly type: 'login'; readonly open: boolean; readonly args: readonly string[] }
  | {
      readonly type: 'bounds'
      readonly x: number | null
      readonly y: number | null
      readonly width: number
      readonly height: number
    }
  | { readonly type: 'tray'; readonly title: string; readonly icon: string; readonly menu: readonly MenuEntry[] }
  | { readonly type: 'menu'; readonly menu: readonly MenuEntry[] }
  | { readonly type: 'progress'; readonly value: number; readonly mode: string }
  | { readonly type: 'badge'; readonly count: number }
  | { readonly type: 'copied'; readonly text: string }
  | { readonly type: 'crash-reporter'; readonly uploads: boolean; readonly folder: string }
  | { readonly type: 'relaunch'; readonly args: readonly string[] }

/** Environment of the stand-in's process. */
export const ENV = {
  chromium: 'STAND_IN_CHROMIUM',
  args: 'STAND_IN_ARGS',
  port: 'STAND_IN_PORT',
  proxy: 'STAND_IN_PROXY',
  /** Labels of the buttons that answer message boxes, in order; without one left, the last button. */
  boxes: 'STAND_IN_BOXES',
  /** Events of windows that never come, such as `ready-to-show` on Wayland. */
  withheld: 'STAND_IN_WITHHELD',
  /** The app is packaged. */
  packaged: 'STAND_IN_PACKAGED',
  /** The folder that a packaged app has its own files in, such as `app-update.yml`. */
  resources: 'STAND_IN_RESOURCES',
  /** Work areas of the displays, as JSON. */
  displays: 'STAND_IN_DISPLAYS',
  /**
   * The prefix of an encrypted text on Linux: `v10` is the fixed key, `v11` a keyring; `silent` is one that waits for a
   * password for ever.
   */
  keyring: 'STAND_IN_KEYRING',
} as const

/** The origin that stands for `app://reelay` in a browser without custom schemes; other hosts of the scheme likewise. */
export const PAGE_ORIGIN = 'https://reelay.app-scheme.test'
