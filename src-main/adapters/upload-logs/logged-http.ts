/** @file An HTTP client that writes a line for each request, with its result and duration. */
import { failureFrom } from '../../contract/errors/errors.ts'
import type { Http, HttpAnswer, HttpCall } from '../../engine/ports/http.ts'

/** Response headers that identify a request to the service, or have the state of an upload. No others are written. */
const LOGGED_HEADERS = [
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
const MAX_VALUE_CHARACTERS = 100

/** @param writer returns the function that writes a line; `null` for a request that belongs to no upload */
export function loggedHttp(http: Http, writer: () => ((line: string) => void) | null): Http {
  return {
    async call(request) {
      const write = writer()
      if (write === null) return http.call(request)
      let sentBytes = 0
      const startedAt = performance.now()
      const onSent = (bytes: number): void => {
        sentBytes = bytes
        request.onSent?.(bytes)
      }
      const line = (result: string): void =>
        write(`${requestText(request)}: ${result} after ${Math.round(performance.now() - startedAt)} ms`)
      try {
        const answer = await http.call(request.body ? { ...request, onSent } : request)
        line(`${answer.status}${headersText(answer, request.url)}`)
        return answer
      } catch (caught) {
        const { code, detail } = failureFrom(caught)
        const reason = request.signal.aborted ? 'aborted' : `${code}${detail === undefined ? '' : ` (${detail})`}`
        line(`${reason}${request.body ? `, ${sentBytes} bytes sent` : ''}`)
        throw caught
      }
    },
  }
}

function requestText({ method, url, headers, body }: HttpCall): string {
  const offset = Object.entries(headers).find(([name]) => name.toLowerCase() === 'upload-offset')?.[1]
  const bodyText = body ? `, ${body.sizeBytes} bytes${offset === undefined ? '' : ` from ${offset}`}` : ''
  return `${method} ${withoutSecrets(url)}${bodyText}`
}

function headersText({ headers }: HttpAnswer, url: string): string {
  const values = LOGGED_HEADERS.flatMap((name) => {
    const value = headers[name]
    return value === undefined ? [] : `, ${name} ${value.slice(0, MAX_VALUE_CHARACTERS)}`
  })
  const { location } = headers
  return `${values.join('')}${location === undefined ? '' : `, location ${withoutSecrets(location, url)}`}`
}

/**
 * An address without the parts that may contain a key: user, query and fragment. It is absolute, because the log shortens the paths of
 * uploads in absolute addresses.
 */
function withoutSecrets(address: string, base?: string): string {
  const url = URL.parse(address, base)
  return url && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname}` : '…'
}
