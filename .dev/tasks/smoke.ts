/** @file `node .dev/run.mjs smoke`: reads the fuses of the app that `npm run pack` has made for this machine, and starts it once. */
import process from 'node:process'
import type { Target } from '../packaging/binary.ts'
import { packedApp, smokeStart, wrongFuses } from '../packaging/smoke.ts'
import { rootManifest } from '../packaging/stage.ts'

const { app, program } = packedApp({ platform: process.platform, arch: process.arch } as Target)
const wrong = await wrongFuses(app)
if (wrong.length > 0) throw new Error(`Fuses that are not as they should be: ${wrong.join(', ')}.`)
const { version, host } = await smokeStart(program)
if (version !== (await rootManifest()).version || host !== 'electron') throw new Error(`This is ${host} ${version}.`)
console.log(`Reelay ${version} starts, answers and ends.`)
