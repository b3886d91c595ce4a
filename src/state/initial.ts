import type { Watched } from './model/live-pane.ts'
import type { Settings } from './model/settings/settings.ts'
import type { State } from './model/state.ts'
import { NOTHING_FOLLOWED } from './output/followed-pane.ts'
import { NO_RUNS } from './runs/fleet-runs.ts'

const DEFAULT_SETTINGS: Settings = {
  mouse: true,
  theme: 'dark',
  borders: 'unicode',
  escape: 'C-]',
  deadline: 10_000,
  confirmAbove: 10,
  notify: { bell: true, osc: false, command: '' },
}

const NOTHING_WATCHED: Watched = { shown: [], asked: [], screens: {} }

/** The fleet before the first event: no hosts, no followed pane. */
export function initialState(settings: Settings = DEFAULT_SETTINGS): State {
  return {
    now: 0,
    settings,
    hosts: new Map(),
    output: NOTHING_FOLLOWED,
    watched: NOTHING_WATCHED,
    recordings: [],
    recorded: 0,
    log: [],
    broadcasts: [],
    registry: null,
    launches: [],
    strangers: [],
    runs: NO_RUNS,
    work: {
      ...{ rows: [], pending: [], refreshing: [], failures: new Map(), conflicts: new Map() },
      ...{ text: null, setup: null },
    },
    search: null,
    memory: null,
    alerts: { on: false, last: null },
    wakeAt: null,
  }
}
