/**
 * @file Upload addresses that are, or contain, a key: stored with that part encrypted, shown without it. The stored form is
 * still an address with the same origin, for readers that need only that.
 */
import { secretsOfAddress } from '../../contract/addresses/credentials.ts'
import { redactLink } from '../../contract/addresses/link.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { KnownSecrets } from './known-secrets.ts'
import type { Seal } from './ports.ts'

const SEALED = 'sealed'

/** Whether an address contains credentials. */
function hasCredentials(address: string): boolean {
  return isSealed(address) || secretsOfAddress(address).length > 0
}

function isSealed(address: string): boolean {
  return URL.canParse(address) && new URL(address).searchParams.has(SEALED)
}

export function createUploadAddresses(seal: Seal, known: Pick<KnownSecrets, 'contains'>) {
  let canSeal = false

  const sealed = (secret: string): string => new URLSearchParams({ [SEALED]: seal.seal(secret) }).toString()

  return {
    /** Without secure storage nothing can be encrypted, and addresses are stored in clear. */
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
     * The form for the disk.
     *
     * @param isKey the path is a key, too
     */
    stored(address: string, isKey: boolean): string {
      const url = new URL(address)
      // A fragment is never sent, so it is not needed.
      url.hash = ''
      if (!canSeal || isSealed(address)) return url.href
      if (url.username !== '' || url.password !== '') return `${url.origin}/?${sealed(url.href)}`
      // A server may put a key of the account into the path.
      const isPathSecret = isKey || known.contains(url.pathname)
      if (!isPathSecret && !hasCredentials(url.href) && !known.contains(url.search)) return url.href
      const secret = isPathSecret ? `${url.pathname}${url.search}` : url.search
      if (isPathSecret) url.pathname = '/'
      url.search = sealed(secret)
      return url.href
    },

    /** The original address. @throws FailureError `upload.expired` when the key of the encrypted part cannot be read */
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

/** The form for display and receipts. */
export function shownAddress(address: string): string {
  const base = address.replace(/#.*/s, '')
  return hasCredentials(base) ? redactLink(base) : base
}
