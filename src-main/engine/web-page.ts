/** @file Whether a page came where a machine was asked: from a login page of a network, a proxy, a wrong address. */
import type { HttpAnswer } from './ports/http.ts'

export function isWebPage({ headers, body }: Pick<HttpAnswer, 'headers' | 'body'>): boolean {
  return /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(body)
}
