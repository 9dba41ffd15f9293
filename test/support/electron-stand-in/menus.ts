/** @file `Menu`, `Tray` and `nativeImage`: what a person would see is reported to the test. */
import { EventEmitter } from 'node:events'
import type { MenuEntry } from './control.ts'
import { onMessage, report } from './report.ts'

export interface Item {
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly enabled?: boolean
  readonly visible?: boolean
  readonly accelerator?: string
  readonly checked?: boolean
  readonly submenu?: readonly Item[]
  readonly click?: () => void
}

function entriesOf(items: readonly Item[]): MenuEntry[] {
  return items
    .filter(({ visible }) => visible !== false)
    .map(({ label, role, type, enabled, accelerator, submenu }) => ({
      label: label ?? role ?? (type === 'separator' ? '-' : ''),
      enabled: enabled !== false,
      accelerator: accelerator ?? '',
      submenu: entriesOf(submenu ?? []),
    }))
}

function find(items: readonly Item[], label: string): Item | undefined {
  for (const item of items) {
    const found = item.label === label && item.enabled !== false ? item : find(item.submenu ?? [], label)
    if (found) return found
  }
  return undefined
}

export class Menu {
  readonly items: readonly Item[]

  constructor(items: readonly Item[]) {
    this.items = items
  }

  /** The real one also checks roles and accelerators. */
  static buildFromTemplate(template: readonly Item[]): Menu {
    return new Menu(template)
  }

  /** On macOS the real one is at the top of the screen, elsewhere in every window. */
  static setApplicationMenu(menu: Menu): void {
    application = menu
    report({ type: 'menu', menu: entriesOf(menu.items) })
  }
}

let application: Menu | null = null

/** The real one has it from the start where the app sets none; it is seen with the first window. */
export function showDefaultMenu(): void {
  if (application) return
  const view = { label: 'View', submenu: [{ role: 'reload' }, { role: 'toggleDevTools' }] }
  Menu.setApplicationMenu(new Menu([{ role: 'fileMenu' }, { role: 'editMenu' }, view, { role: 'windowMenu' }]))
}

let inTray: Menu | null = null

/** A PNG; the real one decodes it. */
export class NativeImage {
  readonly label: string

  constructor(buffer: Buffer) {
    if (buffer.subarray(1, 4).toString() !== 'PNG') throw new Error('not a PNG')
    // A text chunk of the PNG names what was drawn.
    const text = buffer.indexOf('tEXt')
    const chunk = text < 0 ? '' : buffer.toString('latin1', text + 4, text + 4 + buffer.readUInt32BE(text - 4))
    this.label = chunk.split('\0')[1] ?? ''
  }

  /** macOS only. */
  setTemplateImage(): void {}
  /** The real one chooses by the scale of the display. */
  addRepresentation(): void {}
  /** Nothing is decoded here, so there are no pixels; the real one has those of the file. */
  isEmpty(): boolean {
    return true
  }
  /** The same. */
  getSize(): { width: number; height: number } {
    return { width: 0, height: 0 }
  }
  /** The same. */
  resize(): NativeImage {
    return this
  }
  /** The same. */
  toBitmap(): Buffer {
    return Buffer.alloc(0)
  }
  /** The same. */
  toJPEG(): Buffer {
    return Buffer.alloc(0)
  }
}

export const nativeImage = {
  /** The real one makes an empty image of what it cannot read; here that is an error of ours. */
  createFromBuffer: (buffer: Buffer): NativeImage => new NativeImage(buffer),
  /** macOS and Windows only. */
  createThumbnailFromPath: undefined,
}

export class Tray extends EventEmitter {
  #icon: NativeImage
  #title = ''

  constructor(icon: NativeImage) {
    super()
    this.#icon = icon
  }

  /** Shown where the system has a place for it; the real one throws when it is destroyed. */
  setImage(icon: NativeImage): void {
    this.#icon = icon
    this.#report()
  }

  /** Not shown on Linux. */
  setToolTip(title: string): void {
    this.#title = title
    this.#report()
  }

  /** On Linux a menu that is changed has to be set again. */
  setContextMenu(menu: Menu): void {
    inTray = menu
    this.#report()
  }

  #report(): void {
    report({ type: 'tray', title: this.#title, icon: this.#icon.label, menu: entriesOf(inTray?.items ?? []) })
  }
}

onMessage('choose', ({ menu, label }) => {
  const items = (menu === 'tray' ? inTray : application)?.items ?? []
  const item = find(items, label)
  if (!item?.click) throw new Error(`no entry “${label}” that can be chosen`)
  item.click()
})
