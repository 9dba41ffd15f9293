/** @file Offers to watch a card, told when they change. */
import type { CardOffer } from '../../contract/watch.ts'
import { detach } from '../detach.ts'
import type { Volumes } from '../files/volumes.ts'
import type { SettingsFile } from '../ports/settings.ts'
import type { Log } from '../ports.ts'
import type { WatchesData } from '../settings/settings-files.ts'
import type { Cards } from './cards.ts'
import { isInside } from './placing.ts'

export function createCardOffers({
  cards,
  volumes,
  file,
  log,
  onAudience,
  onChange,
}: {
  cards: Cards
  volumes: Pick<Volumes, 'onChange'>
  file: SettingsFile<WatchesData>
  log: Log
  /** Tells whether anybody sees offers: nobody else needs to know which cards are there. */
  onAudience: (listener: (isThere: boolean) => void) => () => void
  onChange: (offers: readonly CardOffer[]) => void
}) {
  let plugged: readonly CardOffer[] = []
  let offers: readonly CardOffer[] = []
  let isActive = false
  let stopHearing: (() => void) | null = null
  let forgetAudience = (): void => {}

  function hear(isSeen: boolean): void {
    stopHearing?.()
    stopHearing = null
    if (!isSeen || !isActive) return
    stopHearing = volumes.onChange(lookNow)
    lookNow()
  }

  function lookNow(): void {
    detach(look(), log, 'cards could not be looked for')
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
      forgetAudience = onAudience(hear)
    },
    stop(): void {
      isActive = false
      forgetAudience()
      hear(false)
    },
  }
}

function idsOf(offers: readonly CardOffer[]): string {
  return offers.map(({ id, path }) => `${id}\n${path}`).join('\n')
}
