/**
 * @file An HTTP proxy: tunnels for CONNECT, requests in absolute form otherwise. It can require a sign-in, stop in the middle and
 * start again. It alone resolves names under `.test`, to this machine.
 */
import http from 'node:http'
import net, { type Socket } from 'node:net'
import { closeServer, listenOnLoopback } from './loopback.ts'

export type HttpProxy = Awaited<ReturnType<typeof startHttpProxy>>

export async function startHttpProxy(options: { readonly signIn?: string } = {}) {
  /** `CONNECT host:port` and `METHOD http://…`, oldest first. */
  const requests: string[] = []
  /** The credentials of each of them; `null` without any. */
  const signIns: (string | null)[] = []
  const sockets = new Set<Socket>()
  let port = 0
  let bytesUp = 0
  let dieAt = Number.POSITIVE_INFINITY
  let answerConnectWith: number | 'silence' | null = null
  let server: http.Server | null = null

  function allowed({ headers }: http.IncomingMessage): boolean {
    const given = headers['proxy-authorization']
    const signIn = given === undefined ? null : Buffer.from(given.replace(/^Basic /, ''), 'base64').toString()
    signIns.push(signIn)
    return options.signIn === undefined || signIn === options.signIn
  }
  const addressOf = (host: string): string => (host.endsWith('.test') ? '127.0.0.1' : host)

  function track(socket: Socket): void {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }

  function count(bytes: number): void {
    bytesUp += bytes
    if (bytesUp < dieAt) return
    dieAt = Number.POSITIVE_INFINITY
    void stop()
  }

  function tunnel(request: http.IncomingMessage, client: Socket): void {
    requests.push(`CONNECT ${request.url}`)
    if (answerConnectWith === 'silence') {
      // Read on, or the end of the connection is never noticed.
      client.resume().on('end', () => client.destroy())
      return
    }
    const status = allowed(request) ? (answerConnectWith ?? 200) : 407
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\nProxy-Authenticate: Basic realm="studio"\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const { hostname, port: target } = new URL(`http://${request.url}`)
    const upstream = net.connect(Number(target) || 80, addressOf(hostname), () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(upstream).pipe(client)
      client.on('data', (chunk) => count(chunk.length))
    })
    track(upstream)
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
  }

  function forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    requests.push(`${request.method} ${request.url}`)
    if (!allowed(request)) {
      request.resume()
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="studio"' }).end('sign in first')
      return
    }
    const url = new URL(request.url ?? '')
    const { 'proxy-authorization': _own, ...headers } = request.headers
    const onward = http.request(
      { host: addressOf(url.hostname), port: url.port, path: url.pathname + url.search, method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.on('data', (chunk: Buffer) => count(chunk.length))
    request.pipe(onward)
  }

  async function start(): Promise<void> {
    server = http.createServer(forward).on('connect', tunnel).on('connection', track)
    port = await listenOnLoopback(server, port)
  }

  async function stop(): Promise<void> {
    const stopped = server
    server = null
    for (const socket of sockets) socket.destroy()
    if (stopped) await closeServer(stopped)
  }

  await start()
  return {
    get url(): string {
      return `http://127.0.0.1:${port}`
    },
    get host(): string {
      return `127.0.0.1:${port}`
    },
    get connections(): number {
      return sockets.size
    },
    requests,
    signIns,
    start,
    stop,
    /** Stops the proxy when this many more bytes have come from clients. */
    dieAfter(bytes: number): void {
      dieAt = bytesUp + bytes
    },
    /** What every CONNECT gets from now on; `null` opens tunnels again. */
    answerConnect(status: number | 'silence' | null): void {
      answerConnectWith = status
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await stop()
    },
  }
}
