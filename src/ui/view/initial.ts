import type { State } from '../../state/model/state.ts'
import { EMPTY_LINE } from '../edit/line.ts'
import type { Reading } from '../model/reading.ts'
import type { UiState } from '../model/ui-state.ts'
import type { View } from '../model/view.ts'

export const READING_ANEW: Reading = {
  paused: null,
  ring: { frames: [], weight: 0 },
  rewound: null,
  fresh: null,
  left: 0,
  search: null,
}

/** The first state of a screen of this size: nothing is selected or open. */
export function beginScreen(
  fleet: State,
  { columns, rows }: { readonly columns: number; readonly rows: number } = SIZE,
): UiState {
  return { ...fleet, view: { ...START, columns, rows }, reading: READING_ANEW, looks: {} }
}

/** Assumed size of the terminal until the terminal reports its size. */
const SIZE = { columns: 80, rows: 24 }

const START: Omit<View, 'columns' | 'rows'> = {
  mode: 'normal',
  panel: 'sessions',
  list: 'sessions',
  zoomed: false,
  session: null,
  host: '',
  awaited: null,
  ending: null,
  lists: { pool: { top: 0, loose: false }, sessions: { top: 0, loose: false } },
  filter: '',
  sort: 'name',
  grouped: true,
  line: EMPTY_LINE,
  form: null,
  launcher: null,
  confirm: null,
  hosts: null,
  runs: null,
  files: null,
  playbooks: { rows: [], pending: [], failures: [], text: null, refreshing: {}, documents: null },
  history: null,
  talk: null,
  terminal: '',
  benchmarks: null,
  marks: [],
  composer: null,
  draft: null,
  answer: null,
  answered: [],
  wall: null,
  receipts: null,
  log: { filter: '', entry: null },
  workSearch: '',
  scroll: 0,
  hit: 0,
  toast: null,
  past: {},
  recalled: 0,
}
