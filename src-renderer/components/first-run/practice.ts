/** @file The practice server, which `npm run dev` starts. No build has it: there the whole condition is left out. */
import { type Component, defineAsyncComponent } from 'vue'

/** A button that sends to it; `null` where there is none. */
export const PracticeServer: Component | null = import.meta.env.DEV
  ? defineAsyncComponent(() => import('./PracticeServer.vue'))
  : null
