/** @file Whether an answer is a web page instead of that of an API: the login page of a network, a proxy, a wrong address. */
import type { HttpAnswer } from './ports/http.ts'

export function isWebPage({ headers, body }: Pick<HttpAnswer, 'headers' | 'body'>): boolean {
  return /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(body)
}
