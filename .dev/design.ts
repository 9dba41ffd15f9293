/** @file Serves and builds the page of all parts of the interface. No build of the app contains it. */
import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { build, createServer, type InlineConfig, type ViteDevServer } from 'vite'
import { root } from './build.ts'

const config = (): InlineConfig => ({
  configFile: false,
  root: join(root, 'src-renderer'),
  mode: 'development',
  cacheDir: join(root, 'node_modules', '.cache', 'design'),
  plugins: [vue()],
  resolve: { alias: { '@contract': join(root, 'src-main', 'contract') } },
})

/** @param folder where it is written; replaced */
export async function buildDesign(folder: string): Promise<void> {
  await build({
    ...config(),
    base: './',
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { input: join(root, 'src-renderer', 'design.html') },
    },
  })
}

/** Serves it on this computer and follows every change. */
export async function serveDesign(): Promise<ViteDevServer> {
  const server = await createServer({ ...config(), server: { host: '127.0.0.1', open: false } })
  return server.listen()
}
