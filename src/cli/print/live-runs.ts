import type { Fleet } from '../../state/fleet-handle.ts'
import type { FleetRun } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import { liveRuns, runState } from '../../state/runs/run-state.ts'
import { strip } from '../../state/text/text.ts'
import { waitUntil } from '../../state/wait-until.ts'

/** Timeout for reading the runs of the hosts, in milliseconds. */
const PATIENCE = 3000

/**
 * The runs of these hosts that have not ended, as far as they were read within `PATIENCE`. Hosts that never had a run
 * are not asked: each connected host reports whether it had any.
 */
export async function runsRead(
  fleet: Fleet,
  hosts: readonly string[],
): Promise<readonly FleetRun[]> {
  fleet.store.dispatch({ type: 'attend-runs' })
  await waitUntil(fleet.store, state => hosts.every(host => isRead(state, host)) || null, PATIENCE)
  const state = fleet.store.getState()
  return hosts.flatMap(host => liveRuns(state, host))
}

function isRead(state: State, host: string): boolean {
  if (!state.runs.hosts.includes(host)) return true
  if (!state.runs.told.includes(host)) return false
  return liveRuns(state, host).every(run => run.digest !== null || run.failure !== undefined)
}

/** One line with the open question of a run and how to answer it; null: there is no open question. */
export function askLine(run: FleetRun): string | null {
  const ask = runState(run) === 'asks' ? run.digest?.asks[0] : undefined
  if (!ask) return null
  const { id, agent, host } = run
  const [first = ''] = ask.text.split('\n')
  const how = answerCommand(id, ask.kind === 'input')
  return strip(`The run of ${agent} on ${host} asks: ${first}  (answer: ${how})`)
}

/** The commands that answer the open question of a run. `more`: further arguments, such as ` --on gpu1`. */
export function answerCommand(id: string, isInput: boolean, more = ''): string {
  const command = (name: string, text = '') => `\`fleetmux run ${name} ${id}${more}${text}\``
  return isInput ? command('send', ' "..."') : `${command('approve')} or ${command('deny')}`
}
