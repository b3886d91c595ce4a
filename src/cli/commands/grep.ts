import type { Fleet } from '../../state/fleet-handle.ts'
import { type Failure, FailureError, sentence } from '../../state/model/failure.ts'
import type { Hit } from '../../state/model/search.ts'
import type { State } from '../../state/model/state.ts'
import { type HitRow, hitName, hitsAtLimit, MOST_HITS } from '../../state/search/hits.ts'
import { selectedPanes } from '../../state/selectors/selected-panes.ts'
import { parseSelector, type Term } from '../../state/selectors/selector.ts'
import { strip } from '../../state/text/text.ts'
import { waitUntil } from '../../state/wait-until.ts'
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
  isReadOnly: true,
  details: `
Each host searches its own panes, and only matching lines are transferred. PATTERN is an extended regular expression;
with --fixed it is literal. A line that tmux has wrapped is one line. At most the newest 200 matches per pane are shown.
The exit code is 0 if something was found, 1 if nothing was.`,
  examples: [
    ['grep "panic|FATAL"', 'Which sessions show one of these words?'],
    [
      "grep --select 'host=gpu*' --history 10000 -i 'out of memory'",
      'In 10,000 lines of scrollback, on some hosts',
    ],
  ],
  flags: {
    select: { kind: 'each', about: 'Only sessions that match: host=, tag=, session=, command=' },
    history: { kind: 'text', about: 'Lines of scrollback to search; default 2000' },
    'ignore-case': { kind: 'switch', letter: 'i', about: 'Ignore case' },
    fixed: { kind: 'switch', letter: 'F', about: 'PATTERN is literal, not an expression' },
    json: { kind: 'switch', about: 'One JSON document per matching line' },
  },
  takes: [1, 1],
  text: true,
  run,
}

async function run(call: Call): Promise<number> {
  const order = readOrder(call)
  const fleet = await call.open([])
  const limit = limitOf(call, fleet)
  const names = fleet.hosts.map(host => host.name)
  const reached = await connectServers(fleet, names, limit)
  const hosts = reached.flatMap(({ failure, name }) => (failure ? [] : [name]))
  const { terms, ...search } = order
  fleet.store.dispatch({ type: 'search-fleet', hosts, ...search })
  const count = await printHits(call, fleet, terms, limit * 10)
  const failures = [
    ...reached.map(each => each.failure),
    ...(fleet.store.getState().search?.failures.values() ?? []),
  ]
  report(call, failures)
  if (failures.some(Boolean)) return exitOfAll(failures)
  return count > 0 ? DONE : FAILED
}

interface SearchOrder {
  readonly pattern: string
  readonly lines: number
  readonly fixed: boolean
  readonly ignoreCase: boolean
  /** Selects the sessions whose matches are printed. */
  readonly terms: readonly Term[]
}

/** Reads the pattern and the flags. @throws FailureError if the pattern or a flag is invalid. */
function readOrder({ args: [pattern = ''], flags }: Call): SearchOrder {
  if (pattern === '' || pattern.includes('\n'))
    throw usage(
      pattern === '' ? 'grep: PATTERN is empty.' : 'grep: PATTERN has more than one line.',
      'Give one line of text, or an expression that matches in one line.',
    )
  return {
    pattern,
    lines: readWhole(flags, 'history', [0, 1_000_000], 2000),
    fixed: flags.is('fixed'),
    ignoreCase: flags.is('ignore-case'),
    terms: flags.each('select').flatMap(parseSelector),
  }
}

/**
 * Prints the matches of each host as they arrive, until all hosts have answered or `patience` milliseconds have passed
 * without an answer. Resolves with the number of printed matches.
 */
async function printHits(
  call: Call,
  { store }: Fleet,
  terms: readonly Term[],
  patience: number,
): Promise<number> {
  const shown = new Set<string>()
  let count = 0
  for (;;) {
    const hosts = await waitUntil(store, ({ search }) => freshHosts(search, shown), patience)
    if (!hosts) return count
    const state = store.getState()
    for (const host of hosts) {
      shown.add(host)
      const hits = hitsOn(state, host, terms)
      for (const hit of hits) {
        count++
        await tell(call, state, { host, hit })
      }
      for (const hit of hitsAtLimit(hits)) sayLimit(call, hitName(state, { host, hit }))
    }
    if (store.getState().search?.pending.length === 0) return count
  }
}

function hitsOn(state: State, host: string, terms: readonly Term[]): readonly Hit[] {
  const panes = selectedPanes(state, host, terms)
  const found = state.search?.found.get(host) ?? []
  return panes ? found.filter(({ pane }) => panes.has(pane)) : found
}

/**
 * Prints the failures of hosts. @throws FailureError if the pattern is invalid. Every host reports this, so it is
 * printed only once.
 */
function report(call: Call, failures: readonly (Failure | null)[]): void {
  const bad = failures.find(failure => failure?.kind === 'usage')
  for (const failure of failures)
    if (failure && failure.kind !== 'usage') call.say(`fleetmux: ${sentence(failure)}`)
  if (bad) throw new FailureError(bad)
}

/**
 * Hosts that have answered and whose results are not printed yet; null if there are none and some hosts still search.
 */
function freshHosts(search: State['search'], shown: ReadonlySet<string>): readonly string[] | null {
  if (!search) return null
  const fresh = [...search.found.keys()].filter(host => !shown.has(host))
  return fresh.length > 0 || search.pending.length === 0 ? fresh : null
}

function sayLimit(call: Call, pane: string): void {
  call.say(`${pane}: only the newest ${MOST_HITS} matches are shown; there may be older ones.`)
}

async function tell(call: Call, state: State, row: HitRow): Promise<void> {
  const name = hitName(state, row)
  const { below, text: found } = row.hit
  const text = strip(found).trimEnd()
  if (call.flags.is('json')) await call.print(toJson({ target: name, below, text }))
  else await call.print(`${name}: ${text}`)
}
