import { FailureError, sentence } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import { type HitRow, hitName } from '../../state/search/hits.ts'
import { selectedPanes } from '../../state/selectors/selected-panes.ts'
import { parseSelector } from '../../state/selectors/selector.ts'
import { strip } from '../../state/text/text.ts'
import { when } from '../../state/when.ts'
import { readWhole } from '../args/launch.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE, exitOfAll, FAILED } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { connectServers, limitOf } from '../connect/connect.ts'
import { toJson } from '../print/json.ts'

export const grep: Command = {
  name: 'grep',
  usage: '[--select TERMS] [--history N] [-i] [-F] PATTERN',
  summary: 'Search the screens and scrollbacks of all hosts for a text',
  details: `
Each host searches its own panes, and only matching lines are transferred. PATTERN is an extended regular expression;
with --fixed it is literal. A line that tmux has wrapped is one line. At most the newest 200 matches per pane are shown.
The exit code is 0 if something was found, 1 if nothing was.`,
  examples: [
    ['grep "panic|FATAL"', 'Who is in trouble?'],
    ["grep --select 'host=gpu*' --history 10000 -i 'out of memory'", 'Far back, on some'],
  ],
  flags: {
    select: { kind: 'each', about: 'Only sessions that match: host=, tag=, session=, command=' },
    history: { kind: 'text', about: 'Lines of scrollback to search; default 2000' },
    'ignore-case': { kind: 'switch', letter: 'i', about: 'Ignore case' },
    fixed: { kind: 'switch', letter: 'F', about: 'The text is literal, not an expression' },
    json: { kind: 'switch', about: 'One JSON document per matching line' },
  },
  takes: [1, 1],
  text: true,
  run,
}

async function run(call: Call): Promise<number> {
  const { flags } = call
  const [pattern = ''] = call.args
  if (pattern === '' || pattern.includes('\n')) throw usage('A pattern is one line of text.')
  const lines = readWhole(flags, 'history', [0, 1_000_000], 2000)
  const terms = flags.each('select').flatMap(parseSelector)
  const fleet = await call.open([])
  const { store } = fleet
  const names = fleet.hosts.map(host => host.name)
  const limit = limitOf(call, fleet)
  const reached = await connectServers(fleet, names, limit)
  store.dispatch({
    type: 'search-fleet',
    hosts: reached.flatMap(({ failure, name }) => (failure ? [] : [name])),
    pattern,
    lines,
    fixed: flags.is('fixed'),
    ignoreCase: flags.is('ignore-case'),
  })
  const shown = new Set<string>()
  let count = 0
  for (;;) {
    const hosts = await when(store, ({ search }) => freshHosts(search, shown), limit * 10)
    if (!hosts) break
    for (const host of hosts) {
      shown.add(host)
      const state = store.getState()
      const panes = selectedPanes(state, host, terms)
      for (const hit of state.search?.found.get(host) ?? []) {
        if (panes && !panes.has(hit.pane)) continue
        count++
        await tell(call, state, { host, hit })
      }
    }
    if (store.getState().search?.pending.length === 0) break
  }
  const failures = [
    ...reached.map(each => each.failure),
    ...(store.getState().search?.failures.values() ?? []),
  ]
  // An invalid pattern fails on every host, but is reported only once.
  const bad = failures.find(failure => failure?.kind === 'usage')
  const others = failures.filter(failure => failure?.kind !== 'usage')
  for (const failure of others) if (failure) call.say(`fleetmux: ${sentence(failure)}`)
  if (bad) throw new FailureError(bad)
  if (failures.some(Boolean)) return exitOfAll(failures)
  return count > 0 ? DONE : FAILED
}

/** Hosts that have answered and whose results are not printed yet; null: none, and some hosts are still searching. */
function freshHosts(search: State['search'], shown: ReadonlySet<string>): readonly string[] | null {
  if (!search) return null
  const fresh = [...search.found.keys()].filter(host => !shown.has(host))
  return fresh.length > 0 || search.pending.length === 0 ? fresh : null
}

async function tell(call: Call, state: State, row: HitRow): Promise<void> {
  const name = hitName(state, row)
  const { below, text: found } = row.hit
  const text = strip(found).trimEnd()
  if (call.flags.is('json')) await call.print(toJson({ target: name, below, text }))
  else await call.print(`${name}: ${text}`)
}
