/** @file Encodes and decodes the D-Bus messages of a method call. Pure. */

/** Types of messages, by the D-Bus specification. */
const METHOD_CALL = 1
const METHOD_RETURN = 2
/** Codes of header fields. */
const FIELD = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, signature: 8 } as const

const BUS = 'org.freedesktop.DBus'

/**
 * The socket of a bus for `net.connect`; `null` if no address is one of a local socket.
 *
 * @param addresses as in `DBUS_SESSION_BUS_ADDRESS`
 */
export function socketPathOf(addresses: string): string | null {
  for (const address of addresses.split(';')) {
    const [transport, rest = ''] = address.split(/:(.*)/s)
    if (transport !== 'unix') continue
    const pairs = new Map(rest.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]))
    const path = pairs.get('path')
    const abstract = pairs.get('abstract')
    if (path !== undefined && path !== '/bus') return unescaped(path)
    if (abstract !== undefined) return `\0${unescaped(abstract)}`
  }
  return null
}

const unescaped = (text: string): string => (/%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text))

export function hello(serial: number): Buffer {
  return call(serial, 'Hello', null)
}

export function nameHasOwner(serial: number, name: string): Buffer {
  return call(serial, 'NameHasOwner', name)
}

function call(serial: number, member: string, argument: string | null): Buffer {
  const body = argument === null ? Buffer.alloc(0) : string(argument)
  const fields = [
    field(FIELD.path, 'o', string('/org/freedesktop/DBus')),
    field(FIELD.destination, 's', string(BUS)),
    field(FIELD.interface, 's', string(BUS)),
    field(FIELD.member, 's', string(member)),
    ...(argument === null ? [] : [field(FIELD.signature, 'g', Buffer.from('\x01s\0'))]),
  ].reduce((all, next) => Buffer.concat([padded(all, 8), next]), Buffer.alloc(0))
  const head = Buffer.alloc(16)
  head.write('l', 0)
  head[1] = METHOD_CALL
  head[3] = 1
  head.writeUInt32LE(body.length, 4)
  head.writeUInt32LE(serial, 8)
  head.writeUInt32LE(fields.length, 12)
  return Buffer.concat([padded(Buffer.concat([head, fields]), 8), body])
}

function string(text: string): Buffer {
  const bytes = Buffer.from(`${text}\0`)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length - 1)
  return Buffer.concat([length, bytes])
}

function field(kind: number, signature: 's' | 'o' | 'g', value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind, 1, signature.charCodeAt(0), 0]), value])
}

function padded(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)])
}

interface Reply {
  /** The serial of the call. */
  readonly serial: number
  /** Whether the call succeeded and returned the boolean true. */
  readonly isTrue: boolean
}

/** The complete replies in the received bytes. */
export function readReplies(bytes: Buffer): Reply[] {
  const replies: Reply[] = []
  let offset = 0
  while (bytes.length - offset >= 16 && bytes[offset] === 'l'.charCodeAt(0)) {
    const bodyLength = bytes.readUInt32LE(offset + 4)
    const fieldsLength = bytes.readUInt32LE(offset + 12)
    const body = offset + 16 + Math.ceil(fieldsLength / 8) * 8
    if (bytes.length < body + bodyLength) break
    const serial = replySerial(bytes.subarray(offset + 16, offset + 16 + fieldsLength))
    const isTrue = bytes[offset + 1] === METHOD_RETURN && bodyLength >= 4 && bytes.readUInt32LE(body) === 1
    if (serial !== null) replies.push({ serial, isTrue })
    offset = body + bodyLength
  }
  return replies
}

function replySerial(fields: Buffer): number | null {
  for (let offset = 0; offset + 8 <= fields.length; ) {
    const kind = fields[offset]
    const signature = String.fromCharCode(fields[offset + 2] ?? 0)
    const value = offset + 4
    if (kind === FIELD.replySerial) return fields.readUInt32LE(value)
    const length = signature === 'u' ? 4 : signature === 'g' ? (fields[value] ?? 0) + 2 : fields.readUInt32LE(value) + 5
    offset = Math.ceil((value + length) / 8) * 8
  }
  return null
}
