/** @file Detects camera cards that are mounted and not watched yet, by the folder structures that only cameras create. */
import type { CameraCard } from '../../contract/watch.ts'
import { detach } from '../detach.ts'
import { isInside, pathOf } from '../files/paths.ts'
import type { Volume } from '../files/volumes.ts'
import type { WatchesDeps } from './watches.ts'

/** Folders that only cameras create, the more specific ones first. */
const STRUCTURES = ['PRIVATE/M4ROOT', 'PRIVATE/AVCHD', 'CONTENTS/CLIP', 'XDROOT', 'BPAV', 'DCIM'] as const

interface Deps extends Pick<WatchesDeps, 'files' | 'volumes' | 'file' | 'log'> {
  /** Reports whether anybody sees the list; no volume is read while nobody does. Returns a function that unsubscribes. */
  readonly onConsumers: (listener: (isThere: boolean) => void) => () => void
  readonly onChange: (cards: readonly CameraCard[]) => void
}

export function createCards({ files, volumes, file, log, onConsumers, onChange }: Deps) {
  /** By id and mount point of each mounted volume; `null` for volumes that are no cards. Each is read once. */
  let known = new Map<string, CameraCard | null>()
  let shown: readonly CameraCard[] = []
  let isActive = false
  let latestRead = 0
  let stopVolumeEvents: (() => void) | null = null
  let unsubscribeConsumers = (): void => {}

  function onConsumersChange(isThere: boolean): void {
    stopVolumeEvents?.()
    stopVolumeEvents = null
    if (!isThere || !isActive) return
    stopVolumeEvents = volumes.onChange(rescan)
    rescan()
  }

  function rescan(): void {
    detach(readVolumes(), log, 'cards could not be looked for')
  }

  async function readVolumes(): Promise<void> {
    latestRead += 1
    const read = latestRead
    const mounted = (await volumes.list()).filter(({ kind }) => kind === 'removable')
    const found = new Map<string, CameraCard | null>()
    for (const volume of mounted) {
      const id = volume.id === '' ? volume.root : volume.id
      const key = `${id}\n${volume.root}`
      const before = known.get(key)
      found.set(key, before === undefined ? await cardOn(volume, id) : before)
    }
    // A later read, which did not wait for a slow card, has stored a newer list.
    if (read !== latestRead) return
    known = found
    if (isActive) refresh()
  }

  async function cardOn(volume: Volume, id: string): Promise<CameraCard | null> {
    const structure = await structureOf(volume)
    return structure === null ? null : { id, path: volume.root, label: volume.label, structure }
  }

  async function structureOf({ root }: Volume): Promise<string | null> {
    const top = await foldersIn(root)
    for (const structure of STRUCTURES) {
      const [first = '', second] = structure.split('/')
      const name = top.find((folder) => folder.toUpperCase() === first)
      if (name === undefined) continue
      if (second === undefined) return structure
      if ((await foldersIn(pathOf(root, name))).some((folder) => folder.toUpperCase() === second)) return structure
    }
    return null
  }

  async function foldersIn(path: string): Promise<readonly string[]> {
    return files.readFolder(path).then(
      ({ folders }) => folders,
      () => [],
    )
  }

  /** Leaves out cards that are watched, and those that a person dismissed. */
  function refresh(): void {
    const { watches, dismissedCards } = file.read()
    const isHidden = ({ id, path }: CameraCard): boolean =>
      dismissedCards.includes(id) || watches.some((watch) => watch.volume.id === id || isInside(path, watch.path))
    const cards = [...known.values()].filter((card) => card !== null).filter((card) => !isHidden(card))
    if (idsOf(cards) === idsOf(shown)) return
    shown = cards
    onChange(cards)
  }

  return {
    list: (): readonly CameraCard[] => shown,
    refresh,
    dismiss(id: string): void {
      const data = file.read()
      file.write({ ...data, dismissedCards: [...new Set([...data.dismissedCards, id])] })
      refresh()
    },
    start(): void {
      isActive = true
      unsubscribeConsumers = onConsumers(onConsumersChange)
    },
    stop(): void {
      isActive = false
      unsubscribeConsumers()
      onConsumersChange(false)
    },
  }
}

function idsOf(cards: readonly CameraCard[]): string {
  return cards.map(({ id, path }) => `${id}\n${path}`).join('\n')
}
