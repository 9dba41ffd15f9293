/** @file D-Bus messages as bytes, as far as one method call needs them. Pure. */

const CALL = 1
const ANSWER = 2
/** Kinds of header fields. */
const FIELD = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, signature: 8 } as const

const BUS = 'org.freedesktop.DBus'

/** The address of the bus for `net.connect`; `null` if it is no local socket. */
export function addressOf(address: string): string | null {
  for (const one of address.split(';')) {
    const [kind, rest = ''] = one.split(/:(.*)/s)
    if (kind !== 'unix') continue
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
  ].reduce((all, one) => Buffer.concat([padded(all, 8), one]), Buffer.alloc(0))
  const head = Buffer.alloc(16)
  head.write('l', 0)
  head[1] = CALL
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

/** The complete replies in the received bytes: the serial of their call, and their boolean. */
export function readAnswers(bytes: Buffer): { readonly to: number; readonly yes: boolean }[] {
  const answers: { to: number; yes: boolean }[] = []
  let at = 0
  while (bytes.length - at >= 16 && bytes[at] === 'l'.charCodeAt(0)) {
    const bodyLength = bytes.readUInt32LE(at + 4)
    const fieldsLength = bytes.readUInt32LE(at + 12)
    const body = at + 16 + Math.ceil(fieldsLength / 8) * 8
    if (bytes.length < body + bodyLength) break
    const to = replySerial(bytes.subarray(at + 16, at + 16 + fieldsLength))
    if (to !== null) answers.push({ to, yes: bytes[at + 1] === ANSWER && bodyLength >= 4 && bytes.readUInt32LE(body) === 1 })
    at = body + bodyLength
  }
  return answers
}

function replySerial(fields: Buffer): number | null {
  for (let at = 0; at + 8 <= fields.length; ) {
    const kind = fields[at]
    const signature = String.fromCharCode(fields[at + 2] ?? 0)
    const value = at + 4
    if (kind === FIELD.replySerial) return fields.readUInt32LE(value)
    const length = signature === 'u' ? 4 : signature === 'g' ? (fields[value] ?? 0) + 2 : fields.readUInt32LE(value) + 5
    at = Math.ceil((value + length) / 8) * 8
  }
  return null
}
