/** @file Requests that are no calls at all. */

export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly type?: string
  readonly body: string
}

const call = (body: string, type?: string): RawRequest => ({
  ...{ method: 'POST', path: '/rpc/queue.page', body },
  ...(type === undefined ? {} : { type }),
})
const to = (path: string, method = 'POST'): RawRequest => ({ method, path, body: method === 'POST' ? '{}' : '' })

export const RAW: readonly RawRequest[] = [
  call('{"filter":'),
  call('nonsense'),
  call('\u0000'),
  call(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  call(`{"filter":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`),
  call('{"filter":{},"offset":1e999,"limit":1}'),
  call('{"filter":{},"filter":{"group":"nope"},"offset":0,"limit":1}'),
  call('{}', 'text/plain'),
  call('a=b', 'application/x-www-form-urlencoded'),
  call('{}', 'application/json; charset=utf-16'),
  call('\ufeff{}'),
  ...[
    '/rpc/constructor',
    '/rpc/__proto__',
    '/rpc/',
    '/rpc/queue.page/x',
    '/rpc/queue.page%00',
    '/rpc/%2e%2e',
    '/rpc/QUEUE.PAGE',
  ].map((path) => to(path)),
  ...['/rpc/queue.page', '/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/etc/passwd', '/nothing'].map((path) => to(path, 'GET')),
  ...['PUT', 'DELETE', 'PATCH'].map((method) => ({ method, path: '/rpc/queue.page', body: '{}' })),
]
