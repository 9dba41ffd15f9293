/** @file Entry of the interface: picks the bridge of its host and starts the app. */
import { createApp } from 'vue'
import App from './App.vue'
import { openHostBridge } from './bridge/host-bridge.ts'
import { provideState } from './state/inject.ts'
import { openPageLanguage } from './state/language.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/forms.css'
import './styles/cards.css'
import './styles/drop.css'
import './styles/lists.css'

const app = createApp(App)
const language = openPageLanguage()
const [bridge] = await Promise.all([openHostBridge(), language.showRemembered()])
provideState(app, bridge, language)
app.mount('#app')
