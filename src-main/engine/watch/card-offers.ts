/** @file Offers to watch a card, told when they change. */
import type { CardOffer } from '../../contract/watch.ts'
import { detach } from '../detach.ts'
import type { Clock, Log, SettingsFile } from '../ports.ts'
import type { WatchesData } from '../settings/store-options.ts'
import type { Cards } from './cards.ts'
import { isInside } from './placing.ts'

const LOOK_MS = 3_000

export function createCardOffers({
  cards,
  file,
  clock,
  log,
  onChange,
}: {
  cards: Cards
  file: SettingsFile<WatchesData>
  clock: Clock
  log: Log
  onChange: (offers: readonly CardOffer[]) => void
}) {
  let plugged: readonly CardOffer[] = []
  let offers: readonly CardOffer[] = []
  let isActive = false
  let cancelLook = (): void => {}

  function lookOften(): void {
    cancelLook = clock.after(LOOK_MS, () => {
      const done = look().finally(() => {
        if (isActive) lookOften()
      })
      detach(done, log, 'cards could not be looked for')
    })
  }

  async function look(): Promise<void> {
    plugged = await cards.look()
    if (isActive) sift()
  }

  /** Leaves out what is watched and what nobody wants to be asked about again. */
  function sift(): void {
    const { watches, dismissedCards } = file.read()
    const isTaken = ({ id, path }: CardOffer): boolean =>
      dismissedCards.includes(id) || watches.some((one) => one.volume.id === id || isInside(path, one.path))
    const now = plugged.filter((card) => !isTaken(card))
    if (idsOf(now) === idsOf(offers)) return
    offers = now
    onChange(now)
  }

  return {
    list: (): readonly CardOffer[] => offers,
    sift,
    dismiss(id: string): void {
      const data = file.read()
      file.write({ ...data, dismissedCards: [...new Set([...data.dismissedCards, id])] })
      sift()
    },
    start(): void {
      isActive = true
      detach(look(), log, 'cards could not be looked for')
      lookOften()
    },
    stop(): void {
      isActive = false
      cancelLook()
    },
  }
}

function idsOf(offers: readonly CardOffer[]): string {
  return offers.map(({ id, path }) => `${id}\n${path}`).join('\n')
}
