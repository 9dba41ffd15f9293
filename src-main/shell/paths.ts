/** @file Where the desktop app keeps its data and finds its own files. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app } from 'electron'
import { builtMain, isFromSources } from '../built.ts'
import { type Failure, failure } from '../contract/errors/errors.ts'

/**
 * Sets the data folder; must be called before anything reads it. Returns why the folder cannot be used, or `null`.
 */
export function setDataDir(configured: string | undefined, usual: string): Failure | null {
  const path = configured ? resolve(configured) : usual
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.W_OK)
    app.setPath('userData', path)
    return null
  } catch (caught) {
    return failure('store.readOnly', { path, reason: caught instanceof Error ? caught.message : String(caught) })
  }
}

/** Relative to the built `main` folder. */
export const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', builtMain()))
export const INTERFACE = fileURLToPath(new URL('../renderer/', builtMain()))
/** The texts of languages in the sources; `null` in an installed app. */
export const TEXT_SOURCES = isFromSources() ? fileURLToPath(new URL('../../resources/languages/', builtMain())) : null
