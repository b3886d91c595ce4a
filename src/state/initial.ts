import { EMPTY_LINE } from './line.ts'
import { EMPTY_RING } from './lookback-buffer.ts'
import type { Output } from './model/live-pane.ts'
import type { Settings } from './model/settings.ts'
import type { State } from './model/state.ts'
import type { View } from './view-model.ts'

const DEFAULT_SETTINGS: Settings = {
  mouse: true,
  theme: 'dark',
  borders: 'unicode',
  escape: 'C-]',
  deadline: 10_000,
  confirmAbove: 10,
  notify: { bell: true, osc: false, command: '' },
}

export const NOTHING_FOLLOWED: Output = {
  target: null,
  session: null,
  screen: null,
  paused: null,
  since: 0,
  ring: EMPTY_RING,
  rewound: null,
  fresh: null,
  left: 0,
  search: null,
}

/** The state before the first event: no hosts, nothing followed. */
export function initialState({
  columns,
  rows,
  settings = DEFAULT_SETTINGS,
  unseen,
}: {
  readonly columns: number
  readonly rows: number
  readonly settings?: Settings
  readonly unseen?: true
}): State {
  return {
    now: 0,
    settings,
    hosts: new Map(),
    view: { ...START, columns, rows, ...(unseen && { unseen }) },
    output: NOTHING_FOLLOWED,
    looks: {},
    recordings: [],
    recorded: 0,
    log: [],
    broadcasts: [],
    registry: null,
    launches: [],
    strangers: [],
    search: null,
    memory: null,
    alerts: { on: false, last: null },
    wakeAt: null,
  }
}

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
  marks: [],
  composer: null,
  draft: null,
  answer: null,
  answered: [],
  wall: null,
  receipts: null,
  log: { filter: '', entry: null },
  scroll: 0,
  hit: 0,
  toast: null,
  past: { filter: [], command: [], search: [], send: [], grep: [], 'log-filter': [] },
  recalled: 0,
}
