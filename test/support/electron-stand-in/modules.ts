/** @file The modules that the app has loaded, ES modules and CommonJS; without those of the stand-in and of Node. */
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

const loaded = new Set<string>()
const ofStandIn = new URL('.', import.meta.url).href

/** What a module of the app asks for is the app's; its first one is asked for by nobody. */
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const isAsked = context.parentURL === undefined || loaded.has(context.parentURL)
    if (isAsked && found.url.startsWith('file:') && !found.url.startsWith(ofStandIn)) loaded.add(found.url)
    return found
  },
})

export function loadedModules(): string[] {
  return [...loaded].map((url) => fileURLToPath(url))
}
