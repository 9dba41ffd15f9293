/** @file Proxies from the environment: `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`, in either case. */
import { BlockList, isIP } from 'node:net'
import { phrase } from '../../contract/i18n/phrase.ts'
import { hostAndPort, type ProxyAddress, unusable } from './route.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The proxy for an address; `null` for none. @throws FailureError `network.proxyUnusable` when a variable is not the address of an HTTP proxy */
export function proxyFromEnvironment(url: URL, environment: Environment): ProxyAddress {
  const read = (name: string): string => environment[name] || environment[name.toUpperCase()] || ''
  const secure = url.protocol === 'https:'
  const text = read(secure ? 'https_proxy' : 'http_proxy') || read('all_proxy')
  if (text === '' || isExempt(url, read('no_proxy'))) return null
  const address = text.includes('://') ? text : `http://${text}`
  if (!URL.canParse(address)) throw unusable(phrase('named by the environment'), phrase('the variable does not hold an address'))
  const proxy = new URL(address)
  if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy
  throw unusable(proxy.host, phrase('Reelay speaks to HTTP proxies only'))
}

/** The syntax of curl: names with all their subdomains, addresses, networks such as 10.0.0.0/8, and `*`. */
function isExempt(url: URL, list: string): boolean {
  const { host, port } = hostAndPort(url)
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || isIn(host.toLowerCase(), String(port), entry))
}

function isIn(host: string, port: string, entry: string): boolean {
  const network = /^(.+)\/(\d+)$/.exec(entry)
  if (network) return isInNetwork(host, network[1] ?? '', Number(network[2]))
  const withPort = isIP(entry) ? null : /^(.+):(\d+)$/.exec(entry)
  if (withPort && withPort[2] !== port) return false
  const name = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, '').replace(/^\*?\./, '')
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
}

function isInNetwork(host: string, network: string, prefix: number): boolean {
  const family = isIP(network)
  if (family === 0 || family !== isIP(host) || prefix > (family === 4 ? 32 : 128)) return false
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(network, prefix, kind)
  return list.check(host, kind)
}
