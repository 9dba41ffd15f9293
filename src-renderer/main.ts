/** @file Entry of the interface: picks the bridge of its host and starts the app. */
import { createApp } from 'vue'
import App from './App.vue'
import { openHostBridge } from './bridge/host-bridge.ts'
import { provideState } from './state/inject.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/forms.css'
import './styles/cards.css'
import './styles/drop.css'
import './styles/lists.css'

const app = createApp(App)
provideState(app, await openHostBridge())
app.mount('#app')
