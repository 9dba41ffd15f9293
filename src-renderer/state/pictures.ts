/** @file Pictures that the page holds, by the addresses under which it can show them. Bounded: those that were shown longest ago go first. */

/** Many screens of rows; the host has the others at hand. */
const MOST_PICTURES = 400

export type Pictures = ReturnType<typeof createPictures>

/**
 * @param addresses filled with what is held
 * @param isShown what is on the screen stays, whatever its age
 */
export function createPictures(addresses: Map<string, string>, isShown: (id: string) => boolean, most = MOST_PICTURES) {
  /** The last one used is last. */
  const order = new Set<string>()

  function remove(id: string): void {
    const address = addresses.get(id)
    order.delete(id)
    addresses.delete(id)
    if (address !== undefined) URL.revokeObjectURL(address)
  }

  function makeRoom(): void {
    for (const id of order) {
      if (order.size <= most) return
      if (!isShown(id)) remove(id)
    }
  }

  return {
    add(id: string, picture: Blob): void {
      if (addresses.has(id)) return
      order.add(id)
      addresses.set(id, URL.createObjectURL(picture))
      makeRoom()
    },
    /** It is about to be shown. */
    use(id: string): void {
      if (!order.delete(id)) return
      order.add(id)
    },
    clear(): void {
      for (const id of [...order]) remove(id)
    },
  }
}
