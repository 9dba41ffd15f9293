/** @file A host that repeats every secret that it gets, in every form of answer. */
import http from 'node:http'
import { isCredentialName } from '../../src-main/contract/addresses/credentials.ts'
import { closeServer, listenOnLoopback } from './loopback.ts'

/** Sends an answer that contains a text. */
export type AnswerWith = (response: http.ServerResponse, text: string) => void

/** The members in which the hosts of all providers have texts for people. */
const asJson = (text: string): string =>
  JSON.stringify({
    success: false,
    result: null,
    errors: [{ code: 10_000, message: text }],
    message: text,
    Message: text,
    error: text,
    developer_message: text,
    [text]: text,
  })

export const ANSWERS: Readonly<Record<string, AnswerWith>> = {
  'a refused sign-in': (response, text) => response.writeHead(401, { 'content-type': 'application/json' }).end(asJson(text)),
  'a refusal in plain words': (response, text) => response.writeHead(403, { 'content-type': 'text/plain' }).end(text),
  'a success that is none': (response, text) => response.writeHead(200, { 'content-type': 'application/json' }).end(asJson(text)),
  'a success with a map of errors': (response, text) =>
    response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: { [text]: [text] } })),
  'a web page': (response, text) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>${text}</title><p>${text}</p>`),
  'a web page of a refusal': (response, text) =>
    response.writeHead(403, { 'content-type': 'text/html' }).end(`<html><body><h1>Denied</h1><p>${text}</p></body></html>`),
  'a redirect': (response, text) => {
    const encoded = encodeURIComponent(text)
    response.writeHead(307, { location: `http://u:${encoded}@elsewhere.test/${encoded}/?key=${encoded}#${encoded}` }).end(text)
  },
  'a place that is not its own': (response, text) => {
    const encoded = encodeURIComponent(text)
    response
      .writeHead(201, { location: `http://elsewhere.test/files/${encoded}?key=${encoded}`, 'stream-media-id': encoded })
      .end(text)
  },
  'tus in its headers': (response, text) => {
    const encoded = encodeURIComponent(text)
    response
      .writeHead(204, { 'tus-version': '1.0.0', 'tus-resumable': '1.0.0', 'tus-extension': encoded, 'upload-offset': encoded })
      .end()
  },
  'a failure with half a page': (response, text) =>
    response.writeHead(500, { 'content-type': 'text/html' }).end(`<style>${text}</style>${'x'.repeat(380)} ${text}`),
}

/** @param secrets what it repeats; credentials in the headers of requests are added */
export async function startEchoHost(secrets: Set<string>) {
  let answerWith: AnswerWith = (response) => response.writeHead(500).end()
  let spell: (secret: string) => string = (secret) => secret
  let requestCount = 0
  const server = http.createServer((request, response) => {
    requestCount += 1
    request.resume()
    for (const [name, value] of Object.entries(request.headers)) {
      const last = String(value).split(' ').at(-1) ?? ''
      if (isCredentialName(name) && last.length >= 12) secrets.add(last)
    }
    answerWith(response, [...secrets].map(spell).join(' and '))
  })
  const port = await listenOnLoopback(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    requestCount: () => requestCount,
    answer(next: AnswerWith, spelling: typeof spell): void {
      answerWith = next
      spell = spelling
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}
