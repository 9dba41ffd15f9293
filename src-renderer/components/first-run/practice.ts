/** @file The practice server, which `npm run dev` starts. Builds eliminate the condition, and the component with it. */
import { type Component, defineAsyncComponent } from 'vue'

/** The button that adds it; `null` in builds. */
export const PracticeServer: Component | null = import.meta.env.DEV
  ? defineAsyncComponent(() => import('./PracticeServer.vue'))
  : null
