import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { languages } from './.dev/languages.ts'
import { licences } from './.dev/licences.ts'
import { moduleList } from './.dev/module-list.ts'
import { plainHttp } from './.dev/plain-http.ts'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/**
 * The client's file of upload addresses, which Reelay has no use for: its journal holds them. Left out with what it alone
 * needs, such as combine-errors, which has no licence.
 */
const URL_STORAGE = /[\\/]tus-js-client[\\/].*[\\/]urlStorage\.js$/

const SHARED = /[\\/]src-main[\\/](?!threads\.ts$|adapters[\\/]hash-lists[\\/])/

/** Schemas, and what is made of them. */
const SCHEMAS = /[\\/]zod[\\/]|[\\/]contract[\\/](?:\w+[\\/])?(?:settings|watch|selection|[\w-]*schema[\w-]*)\.ts$/

export default defineConfig({
  main: {
    define: { __VERSION__: JSON.stringify(version) },
    plugins: [plainHttp(), licences(), moduleList()],
    build: {
      outDir: 'out/main',
      // Which file needs which: packages take only what their entry needs.
      manifest: 'manifest.json',
      target: 'node24',
      rollupOptions: {
        input: {
          index: resolve('src-main/index.ts'),
          headless: resolve('src-main/headless/index.ts'),
          // A thread of both.
          'media-worker': resolve('src-main/adapters/media/media-worker.ts'),
        },
        treeshake: { moduleSideEffects: [{ test: URL_STORAGE, sideEffects: false }] },
        output: {
          comments: { legal: true, annotation: false, jsdoc: false },
          // Small, with names that a stack in a log can still be read by.
          minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
          // What several entries need is one file, not one for each set of entries that need it. Not what has to run before anything
          // is compiled, and not what is loaded when it is first needed.
          codeSplitting: { groups: [{ name: 'shared', test: SHARED, minShareCount: 2 }] },
        },
      },
    },
  },
  preload: {
    plugins: [licences()],
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script must be one CommonJS file that requires nothing but electron.
      rollupOptions: {
        input: { index: resolve('src-main/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    define: { __VUE_I18N_FULL_INSTALL__: 'false', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
    plugins: [vue(), languages(), licences()],
    resolve: { alias: { '@contract': resolve('src-main/contract') } },
    build: {
      outDir: 'out/renderer',
      minify: true,
      rollupOptions: {
        input: { index: resolve('src-renderer/index.html'), drop: resolve('src-renderer/drop.html') },
        // What several views share is one file, not one for each set of views that share it. Schemas are needed by forms alone.
        output: {
          codeSplitting: {
            groups: [
              { name: 'shared', test: (id) => !SCHEMAS.test(id), minShareCount: 2, priority: 1 },
              { name: 'schemas', test: SCHEMAS },
            ],
          },
        },
      },
    },
  },
})
