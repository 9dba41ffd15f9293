/** @file The modules that the app has loaded, ES modules and CommonJS; without those of the stand-in and of Node. */
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const loaded = new Set<string>()
const ofStandIn = new URL('.', import.meta.url).href

/** What a module of the app imports is of the app, too; the entry is imported by nothing. */
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const isOfApp = context.parentURL === undefined || loaded.has(context.parentURL)
    if (isOfApp && found.url.startsWith('file:') && !found.url.startsWith(ofStandIn)) loaded.add(found.url)
    return found
  },
})

export function loadedModules(): string[] {
  return [...loaded].map((url) => fileURLToPath(url))
}
