/** @file macOS 15 and later let a program reach the devices of a local network only with a person’s permission, and report no other error. */
import { BlockList, isIP } from 'node:net'

const LOCAL = new BlockList()
LOCAL.addSubnet('10.0.0.0', 8)
LOCAL.addSubnet('172.16.0.0', 12)
LOCAL.addSubnet('192.168.0.0', 16)
LOCAL.addSubnet('169.254.0.0', 16)
LOCAL.addSubnet('fc00::', 7, 'ipv6')
LOCAL.addSubnet('fe80::', 10, 'ipv6')

function isLocalAddress(address: string): boolean {
  const kind = isIP(address)
  return kind !== 0 && LOCAL.check(address, kind === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a connection may have failed for lack of that permission; a device that is off fails with the same error. */
export function mayBeDenied(code: string, address: string, platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && code === 'EHOSTUNREACH' && isLocalAddress(address)
}
