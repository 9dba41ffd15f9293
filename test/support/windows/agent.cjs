// The tests' hand on Windows: a Node process there that runs functions which the tests send it, over loopback. Under Wine
// the standard streams of programs cannot be pipes, so that programs write to files and are started from here.
const http = require('node:http')
const { writeFileSync, renameSync } = require('node:fs')

const [, , portFile] = process.argv
// What one function leaves here the next one finds: open files, running programs.
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
