import http from 'node:http'
import { isCredentialName } from '../../src-main/contract/credentials.ts'
import { closeServer, listenOnLoopback } from './loopback.ts'

/** What an answer says, once with each text that is repeated. */
export type Answering = (response: http.ServerResponse, words: string) => void

/** Every shape in which the hosts of all providers say something, wrong or right. */
const asJson = (words: string): string =>
  JSON.stringify({
    success: false,
    result: null,
    errors: [{ code: 10_000, message: words }],
    message: words,
    Message: words,
    error: words,
    developer_message: words,
    [words]: words,
  })

export const ANSWERS: Readonly<Record<string, Answering>> = {
  'a refused sign-in': (response, words) => response.writeHead(401, { 'content-type': 'application/json' }).end(asJson(words)),
  'a refusal in plain words': (response, words) => response.writeHead(403, { 'content-type': 'text/plain' }).end(words),
  'a success that is none': (response, words) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(asJson(words)),
  'a success with a map of errors': (response, words) =>
    response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: { [words]: [words] } })),
  'a web page': (response, words) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>${words}</title><p>${words}</p>`),
  'a web page of a refusal': (response, words) =>
    response.writeHead(403, { 'content-type': 'text/html' }).end(`<html><body><h1>Denied</h1><p>${words}</p></body></html>`),
  'a redirect': (response, words) => {
    const word = encodeURIComponent(words)
    response.writeHead(307, { location: `http://u:${word}@elsewhere.test/${word}/?key=${word}#${word}` }).end(words)
  },
  'a place that is not its own': (response, words) => {
    const word = encodeURIComponent(words)
    response.writeHead(201, { location: `http://elsewhere.test/files/${word}?key=${word}`, 'stream-media-id': word }).end(words)
  },
  'tus in its headers': (response, words) => {
    const word = encodeURIComponent(words)
    response
      .writeHead(204, { 'tus-version': '1.0.0', 'tus-resumable': '1.0.0', 'tus-extension': word, 'upload-offset': word })
      .end()
  },
  'a failure with half a page': (response, words) =>
    response.writeHead(500, { 'content-type': 'text/html' }).end(`<style>${words}</style>${'x'.repeat(380)} ${words}`),
}

/**
 * @param secrets those that it is told of; what comes in headers that sign in joins them
 */
export async function startEchoHost(secrets: Set<string>) {
  let answering: Answering = (response) => response.writeHead(500).end()
  let spell: (secret: string) => string = (secret) => secret
  let asked = 0
  const server = http.createServer((request, response) => {
    asked += 1
    request.resume()
    for (const [name, value] of Object.entries(request.headers)) {
      const word = String(value).split(' ').at(-1) ?? ''
      if (isCredentialName(name) && word.length >= 12) secrets.add(word)
    }
    answering(response, [...secrets].map(spell).join(' and '))
  })
  const port = await listenOnLoopback(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    asked: () => asked,
    answer(next: Answering, spelling: typeof spell): void {
      answering = next
      spell = spelling
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}
