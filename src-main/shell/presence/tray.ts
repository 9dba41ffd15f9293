/** @file Shows the icon in the tray with its menu. */
import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, nativeTheme, Tray } from 'electron'
import { headline, type TrayAction, type TrayFacts, trayMenu } from '../menus/tray-menu.ts'
import { NOTHING, presenceOf } from './presence-of.ts'
import { drawTrayIcon, type TrayIcon, trayIconOf } from './tray-icon.ts'

/** In points; Windows and Linux scale it down. */
const SIZE = 16
const SCALES = [1, 2, 3]
/** Some systems close an open menu when it is replaced, so it is updated seldom. */
const MENU_UPDATE_MS = 2_000

const BLACK = [0, 0, 0] as const
const WHITE = [255, 255, 255] as const

interface TrayDeps {
  readonly facts: () => TrayFacts
  readonly act: (action: TrayAction) => void
}

/** Returns a function that shows the current facts. */
export function showTray({ facts, act }: TrayDeps): () => void {
  let shownIcon = ''
  let shownMenu = ''
  let shownToolTip = ''
  let timer: NodeJS.Timeout | null = null
  const tray = new Tray(imageOf(trayIconOf('idle', null)))
  if (process.platform !== 'darwin') tray.on('click', () => act({ do: 'open' }))

  function updateIcon(): void {
    const { summary } = facts()
    const { state, progress } = summary ? presenceOf(summary) : NOTHING
    const icon = trayIconOf(state, progress)
    const key = `${icon.state} ${icon.step} ${nativeTheme.shouldUseDarkColors}`
    if (key === shownIcon) return
    shownIcon = key
    tray.setImage(imageOf(icon))
  }

  function updateMenu(): void {
    timer = null
    const now = facts()
    const toolTip = `Reelay: ${headline(now.summary, now.summary && presenceOf(now.summary))}`
    if (toolTip !== shownToolTip) tray.setToolTip(toolTip)
    shownToolTip = toolTip
    const entries = trayMenu(now)
    const key = JSON.stringify(entries)
    if (key === shownMenu) return
    shownMenu = key
    tray.setContextMenu(
      Menu.buildFromTemplate(
        entries.map((entry): MenuItemConstructorOptions => {
          if (entry === null) return { type: 'separator' }
          const { label, action, checked } = entry
          return {
            label: label.replaceAll('&', '&&'),
            enabled: action !== null,
            ...(checked === undefined ? {} : { type: 'checkbox' as const, checked }),
            ...(action === null ? {} : { click: () => act(action) }),
          }
        }),
      ),
    )
  }

  nativeTheme.on('updated', updateIcon)
  updateIcon()
  updateMenu()
  return () => {
    updateIcon()
    if (timer === null) timer = setTimeout(updateMenu, MENU_UPDATE_MS)
  }
}

function imageOf(icon: TrayIcon): NativeImage {
  // macOS colours it by the menu bar, which may differ from the theme of windows.
  const isMac = process.platform === 'darwin'
  const ink = !isMac && nativeTheme.shouldUseDarkColors ? WHITE : BLACK
  const image = nativeImage.createFromBuffer(drawTrayIcon(icon, SIZE, ink), { scaleFactor: 1 })
  for (const scaleFactor of SCALES.slice(1))
    image.addRepresentation({
      scaleFactor,
      width: SIZE * scaleFactor,
      height: SIZE * scaleFactor,
      buffer: drawTrayIcon(icon, SIZE * scaleFactor, ink),
    })
  image.setTemplateImage(isMac && icon.state !== 'needs-you')
  return image
}
