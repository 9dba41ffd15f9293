// The agent of the tests on Windows: a Node process that runs functions which the tests send over loopback. Under Wine the
// standard streams of programs cannot be pipes, so programs are started from here and write to files.
const http = require('node:http')
const { writeFileSync, renameSync } = require('node:fs')

const [, , portFile] = process.argv
// Shared by all functions: open files, running programs.
const kept = {}

const server = http.createServer(async (request, response) => {
  const body = []
  for await (const chunk of request) body.push(chunk)
  let answer
  try {
    const { source, args } = JSON.parse(Buffer.concat(body).toString('utf8'))
    const run = new Function('require', 'kept', 'args', `return (${source})({ require, kept }, ...args)`)
    answer = { value: await run(require, kept, args) }
  } catch (caught) {
    answer = { error: String(caught?.stack ?? caught), code: caught?.code }
  }
  response.end(JSON.stringify(answer))
})
server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => {
  writeFileSync(`${portFile}.new`, String(server.address().port))
  renameSync(`${portFile}.new`, portFile)
})
