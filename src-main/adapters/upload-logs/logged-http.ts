/** @file An HTTP client that writes a line for each request: what was asked, what came back, and how long it took. */
import { failureFrom } from '../../contract/errors.ts'
import type { Http, HttpAnswer, HttpCall } from '../../engine/ports/http.ts'

/** Headers of answers that help a service to find a request, or say where an upload stands. Nothing else is written. */
const TOLD = [
  'upload-offset',
  'upload-length',
  'upload-expires',
  'retry-after',
  'x-request-id',
  'request-id',
  'x-correlation-id',
  'x-amz-request-id',
  'cf-ray',
  'x-vimeo-request-id',
  'bunny-request-id',
] as const
const LONGEST_VALUE = 100

/** @param writer where lines go now; `null` for a request that belongs to no upload */
export function loggedHttp(http: Http, writer: () => ((line: string) => void) | null): Http {
  return {
    async call(wanted) {
      const write = writer()
      if (write === null) return http.call(wanted)
      let sentBytes = 0
      const startedAt = performance.now()
      const onSent = (bytes: number): void => {
        sentBytes = bytes
        wanted.onSent?.(bytes)
      }
      const line = (end: string): void => write(`${asked(wanted)}: ${end} after ${Math.round(performance.now() - startedAt)} ms`)
      try {
        const answer = await http.call(wanted.body ? { ...wanted, onSent } : wanted)
        line(`${answer.status}${told(answer, wanted.url)}`)
        return answer
      } catch (caught) {
        const { code, detail } = failureFrom(caught)
        const why = wanted.signal.aborted ? 'aborted' : `${code}${detail === undefined ? '' : ` (${detail})`}`
        line(`${why}${wanted.body ? `, ${sentBytes} bytes sent` : ''}`)
        throw caught
      }
    },
  }
}

function asked({ method, url, headers, body }: HttpCall): string {
  const offset = Object.entries(headers).find(([name]) => name.toLowerCase() === 'upload-offset')?.[1]
  const what = body ? `, ${body.sizeBytes} bytes${offset === undefined ? '' : ` from ${offset}`}` : ''
  return `${method} ${bare(url)}${what}`
}

function told({ headers }: HttpAnswer, url: string): string {
  const values = TOLD.flatMap((name) => {
    const value = headers[name]
    return value === undefined ? [] : `, ${name} ${value.slice(0, LONGEST_VALUE)}`
  })
  const { location } = headers
  return `${values.join('')}${location === undefined ? '' : `, location ${bare(location, url)}`}`
}

/**
 * Without what may be a key: user, query and fragment. It is absolute, because the path of an upload is shortened where it is part of
 * an address, as all are in the log.
 */
function bare(address: string, base?: string): string {
  const url = URL.parse(address, base)
  return url && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname}` : '…'
}
