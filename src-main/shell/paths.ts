/** @file Where the desktop app keeps its data and finds its own files. */
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app } from 'electron'

/** Another data folder than the usual one; must be said before anything asks for it. */
export function useDataDir(path: string | undefined): void {
  if (!path) return
  mkdirSync(resolve(path), { recursive: true, mode: 0o700 })
  app.setPath('userData', resolve(path))
}

/** The built files lie beside each other, whatever folder the bundler puts this one in. */
export const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', builtMain()))
export const INTERFACE = fileURLToPath(new URL('../renderer/index.html', builtMain()))

function builtMain(): URL {
  const here = new URL(import.meta.url)
  const end = here.pathname.lastIndexOf('/main/') + '/main/'.length
  return new URL(here.pathname.slice(0, end), here)
}
