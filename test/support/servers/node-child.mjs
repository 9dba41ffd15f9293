/** @file The program of the servers that npm has: settings as JSON in the one argument. */
import http from 'node:http'
import process from 'node:process'

const { kind, port, directory, bucket, s3, maxSizeBytes, expiresMs, refusesLocked } = JSON.parse(process.argv[2])

/** Refuses the second client with 423, as the protocol says; the locker of @tus/server ends the older request instead. */
function refusingLocker() {
  const held = new Set()
  return {
    newLock: (id) => ({
      async lock() {
        if (held.has(id)) throw { status_code: 423, body: 'currently locked\n' }
        held.add(id)
      },
      async unlock() {
        held.delete(id)
      },
    }),
  }
}

async function tusServer() {
  const { Server } = await import('@tus/server')
  const expirationPeriodInMilliseconds = expiresMs
  const stores = {
    async file() {
      const { FileStore } = await import('@tus/file-store')
      return new FileStore({ directory, expirationPeriodInMilliseconds })
    },
    async s3() {
      const { S3Store } = await import('@tus/s3-store')
      const s3ClientConfig = { bucket, endpoint: s3, region: 'us-east-1', forcePathStyle: true }
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
      return new S3Store({ expirationPeriodInMilliseconds, s3ClientConfig: { ...s3ClientConfig, credentials } })
    },
  }
  const tus = new Server({
    path: '/files',
    datastore: await stores[kind](),
    ...(maxSizeBytes ? { maxSize: maxSizeBytes } : {}),
    ...(refusesLocked ? { locker: refusingLocker() } : {}),
  })
  return (request, response) => void tus.handle(request, response)
}

async function uploadx() {
  const { Tus } = await import('@uploadx/core')
  const tus = new Tus({
    directory,
    allowMIME: ['*/*'],
    ...(maxSizeBytes ? { maxFileSize: maxSizeBytes } : {}),
    ...(expiresMs ? { expiration: { maxAge: expiresMs, purgeInterval: 1_000, rolling: false } } : {}),
  })
  return (request, response) => tus.handle(request, response)
}

const server = http.createServer(kind === 'uploadx' ? await uploadx() : await tusServer())
server.listen(port, '127.0.0.1')
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeAllConnections()
})
