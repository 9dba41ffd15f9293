/** @file The parts of views, which contain other parts: rows, headers, and what stands above a list. */
import AccountList from '../components/accounts/AccountList.vue'
import SpeedPlot from '../components/activity/SpeedPlot.vue'
import { slotPlot } from '../components/activity/total-plot.ts'
import FolderList from '../components/folders/FolderList.vue'
import { ROWS } from './data.ts'
import type { Part } from './parts.ts'
import QueueSample from './QueueSample.vue'
import { ACCOUNTS, CAUSES, FOLDERS, GROUPS, SENT } from './view-data.ts'

const all = { host: { rows: ROWS } }
const one = { host: { rows: ROWS.slice(0, 1) } }
const grouped = { host: { rows: ROWS.slice(0, 2), groups: GROUPS } }
const dense = { ...all, density: 'dense' }
const plot = { plot: slotPlot(SENT), label: 'Speed' }
const none = new Set<string>()

export const VIEW_PARTS: readonly Part[] = [
  {
    name: 'Row',
    component: QueueSample,
    width: 1000,
    states: [
      { state: 'every state', props: all },
      { state: 'hover', props: one, pseudo: 'hover', on: '[role=row]' },
      { state: 'focus', props: { ...one, current: 0 }, pseudo: 'focus', on: '[role=grid]' },
      { state: 'selected', props: { ...one, selected: ['sending'] } },
      { state: 'skeleton', props: { host: { total: 3 } } },
    ],
  },
  { name: 'Row, narrow', component: QueueSample, width: 560, states: [{ state: 'every state', props: all }] },
  {
    name: 'Row, dense',
    component: QueueSample,
    width: 1000,
    states: [
      { state: 'every state', props: dense },
      { state: 'skeleton', props: { host: { total: 3 }, density: 'dense' } },
    ],
  },
  {
    name: 'Group header',
    component: QueueSample,
    width: 1000,
    states: [
      { state: 'open, closed', props: grouped },
      { state: 'focus', props: { ...grouped, current: 0 }, pseudo: 'focus', on: '[role=grid]' },
      { state: 'dense', props: { ...grouped, density: 'dense' } },
    ],
  },
  { name: 'Group header, narrow', component: QueueSample, width: 560, states: [{ state: 'open, closed', props: grouped }] },
  {
    name: 'Needs you',
    component: QueueSample,
    width: 1000,
    states: [{ state: 'each cause', props: { show: 'needs', host: { rows: ROWS, causes: CAUSES } } }],
  },
  {
    name: 'Selection bar',
    component: QueueSample,
    width: 1000,
    states: [{ state: 'rest', props: { ...all, show: 'bar', selected: ['sending', 'waiting', 'paused'] } }],
  },
  {
    name: 'Speed plot',
    component: SpeedPlot,
    width: 720,
    states: [
      { state: 'rest', props: plot },
      { state: 'small', props: { ...plot, isSmall: true, height: 64 } },
    ],
  },
  {
    name: 'Folder row',
    component: FolderList,
    width: 1000,
    states: [{ state: 'every state', props: { list: FOLDERS, scanning: none, cursor: null } }],
  },
  {
    name: 'Account row',
    component: AccountList,
    width: 1000,
    states: [{ state: 'every state', props: { list: ACCOUNTS, testing: none, cursor: 'studio' } }],
  },
]
