/** @file Loaded before the built main process: `electron` leads to the stand-in, for our own code and for electron-store. */
import './script.ts'
import './modules.ts'
import { registerHooks } from 'node:module'

const standIn = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})
