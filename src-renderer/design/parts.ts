/** @file The list of all parts of the interface, with their component and the props of each state, by the names of the design language. */
import { failure } from '@contract/errors/errors.ts'
import { Copy, LayoutGrid, Link, List, Plus, Trash2 } from '@lucide/vue'
import { DropdownMenuItem, DropdownMenuSeparator } from 'reka-ui'
import { type Component, h } from 'vue'
import AccountMark from '../components/ui/AccountMark.vue'
import AccountName from '../components/ui/AccountName.vue'
import AppButton from '../components/ui/AppButton.vue'
import AppDialog from '../components/ui/AppDialog.vue'
import ChoiceMenu from '../components/ui/ChoiceMenu.vue'
import ConfirmDialog from '../components/ui/ConfirmDialog.vue'
import CopyButton from '../components/ui/CopyButton.vue'
import ExternalLink from '../components/ui/ExternalLink.vue'
import FailureText from '../components/ui/FailureText.vue'
import FilterTabs from '../components/ui/FilterTabs.vue'
import { GLYPHS } from '../components/ui/glyphs.ts'
import IconButton from '../components/ui/IconButton.vue'
import MiddleText from '../components/ui/MiddleText.vue'
import PageHeader from '../components/ui/PageHeader.vue'
import PointMenu from '../components/ui/PointMenu.vue'
import ProgressMeter from '../components/ui/ProgressMeter.vue'
import SearchField from '../components/ui/SearchField.vue'
import SegmentedControl from '../components/ui/SegmentedControl.vue'
import StateGlyph from '../components/ui/StateGlyph.vue'
import TextDialog from '../components/ui/TextDialog.vue'
import ClipFrame from '../components/video/ClipFrame.vue'
import { LONG_NAME, ROWS, RTL_NAME } from './data.ts'
import type { PseudoState } from './pseudo-states.ts'
import { VIEW_PARTS } from './view-parts.ts'

/** What a part shows in one state. */
export interface PartState {
  /** `hover`, `disabled`, `long text`, … */
  readonly state: string
  readonly props?: Readonly<Record<string, unknown>>
  /** Texts and icons inside of it. */
  readonly slot?: readonly (string | Component)[]
  readonly pseudo?: PseudoState
  /** The selector of the element that is in the pseudo-state; the part itself without one. */
  readonly on?: string
}

export interface Part {
  readonly name: string
  readonly component: Component
  readonly states: readonly PartState[]
  /** Pixels of each state; without them it is as wide as it wants. */
  readonly width?: number
  /** Whether it lies over the page, and is opened by a button. */
  readonly isOver?: boolean
}

type Props = Readonly<Record<string, unknown>>

/** The part at rest, and in each pseudo-state. */
function interactive(props: Props, slot: PartState['slot'] = [], on?: string): PartState[] {
  const shown = on === undefined ? { props, slot } : { props, slot, on }
  return [
    { state: 'rest', ...shown },
    { state: 'hover', pseudo: 'hover', ...shown },
    { state: 'focus', pseudo: 'focus', ...shown },
    { state: 'pressed', pseudo: 'pressed', ...shown },
  ]
}

/** A button in all of its states. */
function button(kind: string, slot: NonNullable<PartState['slot']>): PartState[] {
  return [
    ...interactive({ kind }, slot),
    { state: 'disabled', props: { kind, disabled: true }, slot },
    { state: 'busy', props: { kind, busy: true }, slot },
    { state: 'small', props: { kind, small: true }, slot },
  ]
}

/** The same part with one prop after the other. */
const each = (prop: string, values: readonly unknown[], props: Props = {}): PartState[] =>
  values.map((value) => ({ state: String(value), props: { ...props, [prop]: value } }))

const TABS = [
  { key: 'all', text: 'All', count: 1204 },
  { key: 'active', text: 'Sending', count: 3 },
  { key: 'attention', text: 'Needs you', count: 2, isAlert: true },
  { key: 'none', text: 'Done', count: 0 },
]
const CHOICES = [
  { key: 'day', text: 'Day' },
  { key: 'week', text: 'Week' },
  { key: 'month', text: 'Month' },
]
const ICONS = [
  { key: 'rows', text: 'Rows', icon: List },
  { key: 'tiles', text: 'Tiles', icon: LayoutGrid },
]
const [SENDING, , MISSING] = ROWS
const over = { open: false }

const ACCOUNTS_TO_SHOW = [
  { choices: [{ key: 'all', text: 'All accounts' }] },
  { title: 'Account', choices: [{ key: 'one', text: 'Northlight archive' }] },
]
const menuItem = (icon: Component, text: string) => () => h(DropdownMenuItem, null, () => [h(icon, { size: 15 }), text])

export const PARTS: readonly Part[] = [
  { name: 'Button, primary', component: AppButton, states: button('primary', [Plus, 'Add files…']) },
  { name: 'Button, raised', component: AppButton, states: button('plain', ['Test']) },
  { name: 'Button, tinted', component: AppButton, states: button('tinted', ['Choose a folder…']) },
  { name: 'Button, quiet', component: AppButton, states: button('quiet', [Link, 'Copy link']) },
  { name: 'Button, danger', component: AppButton, states: button('danger', ['Delete']) },
  {
    name: 'Button, icon',
    component: IconButton,
    states: [
      ...interactive({ label: 'Remove' }, [Trash2]),
      { state: 'chosen', props: { label: 'Remove', pressed: true }, slot: [Trash2] },
      { state: 'disabled', props: { label: 'Remove', disabled: true }, slot: [Trash2] },
      { state: 'small', props: { label: 'Copy', small: true }, slot: [Copy] },
    ],
  },
  { name: 'Button, copy', component: CopyButton, states: interactive({ text: 'abc', what: 'link' }) },
  { name: 'Link', component: ExternalLink, states: interactive({ href: 'https://example.com' }, ['Open in a browser']) },
  { name: 'Glyph', component: StateGlyph, states: each('glyph', GLYPHS, { isNamed: true }) },
  { name: 'Glyph, ring', component: StateGlyph, states: each('percent', [0, 12, 50, 100], { glyph: 'sending', ahead: 20 }) },
  {
    name: 'Meter',
    component: ProgressMeter,
    width: 160,
    states: each('tone', ['moving', 'still', 'ok', 'wait', 'alert'], { label: 'Sent', percent: 45 }),
  },
  {
    name: 'Meter, on its way',
    component: ProgressMeter,
    width: 160,
    states: each('ahead', [0, 5, 40], { label: 'Sent', percent: 45 }),
  },
  {
    name: 'Mark',
    component: AccountMark,
    states: each('provider', ['cloudflare', 'gcore', 'mcls', 'omegastream', 'bunny', 'vimeo', 'tus'], { size: 'medium' }),
  },
  { name: 'Mark, sizes', component: AccountMark, states: each('size', ['small', 'medium', 'large'], { provider: 'mcls' }) },
  {
    name: 'Mark, moving',
    component: AccountMark,
    states: [{ state: 'moving', props: { provider: 'gcore', size: 'medium', isMoving: true } }],
  },
  {
    name: 'Account',
    component: AccountName,
    width: 140,
    states: each('name', ['City FC', 'An account whose name is long'], { provider: 'mcls' }),
  },
  { name: 'Name', component: MiddleText, width: 200, states: each('text', ['Short.mov', LONG_NAME, RTL_NAME]) },
  {
    name: 'Frame',
    component: ClipFrame,
    states: [
      { state: 'frame', props: { row: SENDING } },
      { state: 'missing', props: { row: MISSING } },
      { state: 'no ending', props: { row: { ...MISSING, name: 'clip' } } },
      { state: 'copied from a link', props: { row: { ...MISSING, kind: 'import' } } },
    ],
  },
  {
    name: 'Frame, large',
    component: ClipFrame,
    width: 200,
    states: [SENDING, MISSING].map((row) => ({ state: row?.thumbnail ? 'frame' : 'missing', props: { row, isLarge: true } })),
  },
  {
    name: 'Filters',
    component: FilterTabs,
    states: interactive({ label: 'Show', tabs: TABS, modelValue: 'all' }, [], 'button + button'),
  },
  {
    name: 'Segments',
    component: SegmentedControl,
    states: interactive({ label: 'Range', choices: CHOICES, modelValue: 'day' }, [], 'button + button'),
  },
  {
    name: 'Segments, icons',
    component: SegmentedControl,
    states: interactive({ label: 'As', choices: ICONS, modelValue: 'rows' }, [], 'button + button'),
  },
  {
    name: 'Search',
    component: SearchField,
    width: 208,
    states: [
      ...interactive({ label: 'Search clips', modelValue: '' }, [], 'input'),
      { state: 'text', props: { label: 'Search clips', modelValue: 'A003' } },
      { state: 'long text', props: { label: 'Search clips', modelValue: LONG_NAME } },
    ],
  },
  {
    name: 'Page header',
    component: PageHeader,
    width: 480,
    states: [{ state: 'rest', props: { title: 'Queue', figures: '1,204 clips, 310 GB' }, slot: ['What can be done'] }],
  },
  {
    name: 'Failure',
    component: FailureText,
    width: 480,
    states: [
      { state: 'rest', props: { failure: failure('network.offline') } },
      {
        state: 'long text',
        props: { failure: failure('server.busy', { host: LONG_NAME }, { detail: '503 Service Unavailable' }) },
      },
    ],
  },
  ...VIEW_PARTS,
  {
    name: 'Sheet',
    component: AppDialog,
    isOver: true,
    states: [
      { state: 'open', props: { ...over, title: 'Add files', description: 'Choose where they go.' }, slot: ['What is asked'] },
    ],
  },
  {
    name: 'Question',
    component: ConfirmDialog,
    isOver: true,
    states: [
      {
        state: 'open',
        props: {
          ...over,
          title: 'Delete 12 videos at the host?',
          description: ['They are gone for everybody.', 'The files here stay.'],
          action: 'Delete',
        },
      },
    ],
  },
  {
    name: 'Text',
    component: TextDialog,
    isOver: true,
    states: [
      {
        state: 'open',
        props: { ...over, title: 'Log', description: 'Every request.', text: 'HEAD 200\nPATCH 204\n'.repeat(3), what: 'log' },
      },
    ],
  },
  {
    name: 'Menu at a point',
    component: PointMenu,
    isOver: true,
    states: [
      {
        state: 'open',
        props: { ...over, label: 'Menu', at: { x: 120, y: 80 } },
        slot: [menuItem(Link, 'Copy link'), menuItem(Copy, 'Copy path'), DropdownMenuSeparator, menuItem(Trash2, 'Remove')],
      },
    ],
  },
  {
    name: 'Menu of choices',
    component: ChoiceMenu,
    states: interactive({ label: 'Show clips of', modelValue: 'all', sections: ACCOUNTS_TO_SHOW }),
  },
]
