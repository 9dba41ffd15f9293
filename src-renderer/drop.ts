/** @file Entry of the drop window. */
import { createApp } from 'vue'
import { openHostBridge } from './bridge/host-bridge.ts'
import DropWindow from './DropWindow.vue'
import { provideState } from './state/inject.ts'
import { openPageLanguage } from './state/language.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/drop.css'

const app = createApp(DropWindow)
const language = openPageLanguage()
const [bridge] = await Promise.all([openHostBridge(), language.showRemembered()])
provideState(app, bridge, language)
app.mount('#app')
