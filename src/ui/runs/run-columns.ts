import type { FleetRun } from '../../state/model/fleet-run.ts'
import { type RunState, runState } from '../../state/runs/run-state.ts'
import { moneyText } from '../../state/runs/transcript/run-text.ts'
import { age, waitingAge } from '../../state/text/age.ts'
import { fit as inCells } from '../../state/text/text.ts'
import type { Span } from '../parts/line.tsx'
import type { Sign } from '../parts/sign.ts'
import type { Theme } from '../parts/theme.ts'

const [STATE, AGE, COST] = [7, 5, 9]

/** The sign of a run, in the style of the agents' signs. */
function runSign(state: RunState, theme: Theme): Sign {
  const { glyphs } = theme
  const signs: Record<RunState, Sign> = {
    asks: { glyph: glyphs.waiting, look: { ...theme.warn, bold: true } },
    works: { glyph: glyphs.working, look: theme.good },
    ok: { glyph: glyphs.ended, look: theme.plain },
    failed: { glyph: glyphs.failed, look: theme.bad },
    gone: { glyph: glyphs.unknown, look: theme.dim },
  }
  return signs[state]
}

/** The row of a run on the runs screen: state, agent, host, title, cost and age, as many columns as fit. */
export function runSpans(
  run: FleetRun,
  { columns, now, isSelected }: { columns: number; now: number; isSelected: boolean },
  theme: Theme,
): readonly Span[] {
  const state = runState(run)
  const { glyph, look } = runSign(state, theme)
  const cost = columns >= 60 ? COST : 0
  const room = columns - 3 - STATE - AGE - cost
  const agent = Math.min(10, Math.round(room * 0.22))
  const host = Math.min(16, Math.round(room * 0.25))
  const title = Math.max(1, room - agent - host)
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    { text: `${glyph} `, look },
    { text: column(state, STATE), look },
    { text: column(run.agent, agent), look: theme.dim },
    { text: column(run.host, host), look: theme.dim },
    { text: column(titleOf(run, state), title), look: state === 'asks' ? theme.warn : theme.plain },
    ...(cost > 0 ? [{ text: column(costOf(run), cost), look: theme.dim }] : []),
    { text: inCells(ageOf(run, now), AGE, 'start') },
  ]
}

interface RunListView {
  readonly columns: number
  readonly now: number
  /** Whether the list has a heading for each host. */
  readonly grouped: boolean
}

/**
 * The row of a run in the session list. The run's name contains the host if the run asks something or the list has no
 * headings; else the heading above it shows the host.
 */
export function runListSpans(
  run: FleetRun,
  { columns, now, grouped }: RunListView,
  theme: Theme,
): readonly Span[] {
  const state = runState(run)
  const { glyph, look } = runSign(state, theme)
  const room = columns - 4 - LIST_AGE
  const name = Math.max(8, Math.round(room * 0.4))
  const asks = state === 'asks'
  const called = asks || !grouped ? `${run.host}/${run.agent} run` : `${run.agent} run`
  const words = asks ? titleOf(run, state) : run.digest?.doing || run.title
  return [
    { text: ' ' },
    { text: `${glyph} `, look },
    { text: column(called, name), look: theme.plain },
    { text: column(words, room - name), look: asks ? theme.warn : theme.dim },
    { text: inCells(ageOf(run, now), LIST_AGE, 'start') },
    { text: ' ' },
  ]
}

/** Width of the age column, in cells: the same as for sessions. */
const LIST_AGE = 8

/** The open question of a run that asks, else its title. */
function titleOf({ title, digest }: FleetRun, state: RunState): string {
  return state === 'asks' ? (digest?.asks[0]?.text ?? title) : title
}

function costOf({ digest }: FleetRun): string {
  return digest?.cost ? moneyText(digest.cost) : ''
}

/** The age of a run; if it has an open question, how long the question has been open. */
function ageOf({ created, digest }: FleetRun, now: number): string {
  const ask = digest?.asks[0]
  return ask ? waitingAge(ask.since, now) : age(created, now)
}

function column(text: string, columns: number): string {
  return columns < 1 ? '' : `${inCells(text, columns - 1)} `
}
