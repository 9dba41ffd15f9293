/**
 * @file Upload addresses that are, or hold, a key: stored with that part sealed, shown without it. What is stored is an
 * address all the same, of the same host, so that whoever needs no more than that can read it.
 */
import { secretsOfAddress } from '../../contract/credentials.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import { withoutPassword } from '../../contract/link.ts'
import type { KnownSecrets } from './known-secrets.ts'
import type { Seal } from './ports.ts'

const SEALED = 'sealed'

/** Whether an address holds, besides its place, what lets one in. */
function isTelling(address: string): boolean {
  return isSealed(address) || secretsOfAddress(address).length > 0
}

function isSealed(address: string): boolean {
  return URL.canParse(address) && new URL(address).searchParams.has(SEALED)
}

export function createUploadAddresses(seal: Seal, known: Pick<KnownSecrets, 'holds'>) {
  let canSeal = false

  const sealed = (secret: string): string => new URLSearchParams({ [SEALED]: seal.seal(secret) }).toString()

  return {
    /** Without secure storage nothing can be sealed, and addresses lie on the disk as they are. */
    async ready(): Promise<void> {
      try {
        await seal.ready()
        canSeal = true
      } catch (caught) {
        if (!(caught instanceof FailureError)) throw caught
        canSeal = false
      }
    },

    /**
     * As it lies on the disk.
     *
     * @param isKey the path is one, too
     */
    stored(address: string, isKey: boolean): string {
      const url = new URL(address)
      // It is never sent, so it says nothing but what somebody wants repeated.
      url.hash = ''
      if (!canSeal || isSealed(address)) return url.href
      if (url.username !== '' || url.password !== '') return `${url.origin}/?${sealed(url.href)}`
      // A host may repeat a key in the place that it gives out.
      const whole = isKey || known.holds(url.pathname)
      if (!whole && !isTelling(url.href) && !known.holds(url.search)) return url.href
      const secret = whole ? `${url.pathname}${url.search}` : url.search
      if (whole) url.pathname = '/'
      url.search = sealed(secret)
      return url.href
    },

    /** As it was given out. @throws FailureError `upload.expired` when the key of what is sealed cannot be read */
    async plain(stored: string): Promise<string> {
      if (!isSealed(stored)) return stored
      const url = new URL(stored)
      const secret = await seal.open(url.searchParams.get(SEALED) ?? '')
      if (secret === null) {
        const detail = 'Its address is kept encrypted, with a key that cannot be read any more.'
        throw new FailureError(failure('upload.expired', { host: url.host }, { detail }))
      }
      url.search = ''
      if (URL.canParse(secret)) return secret
      return secret.startsWith('/') ? `${url.origin}${secret}` : `${url.href}${secret}`
    },
  }
}
export type UploadAddresses = ReturnType<typeof createUploadAddresses>

/** As it may be shown, and stand in a receipt. */
export function shownAddress(address: string): string {
  const place = address.replace(/#.*/s, '')
  return isTelling(place) ? withoutPassword(place) : place
}
