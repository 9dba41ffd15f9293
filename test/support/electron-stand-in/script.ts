/** @file The script of the app. A packaged app has none among its arguments. */
import process from 'node:process'
import { ENV } from './control.ts'

export const script = process.argv[1] ?? ''
if (process.env[ENV.packaged] !== undefined) process.argv.splice(1, 1)

// Electron sets it; Node has none.
const resources = process.env[ENV.resources]
if (resources !== undefined) Object.assign(process, { resourcesPath: resources })
