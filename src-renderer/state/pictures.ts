/** @file The thumbnails that are loaded in the page, as object URLs. Their number is bounded: the least recently shown are dropped first. */

/** Enough for many screens of rows; others are loaded from the host again. */
const MAX_PICTURES = 400

/**
 * @param addresses receives the object URLs, by id
 * @param isShown whether a picture is on the screen, where it stays whatever its age
 */
export function createPictures(addresses: Map<string, string>, isShown: (id: string) => boolean, most = MAX_PICTURES) {
  /** Ids, the most recently used last. */
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
    /** Marks a picture as shown now. */
    use(id: string): void {
      if (!order.delete(id)) return
      order.add(id)
    },
    clear(): void {
      for (const id of [...order]) remove(id)
    },
  }
}
