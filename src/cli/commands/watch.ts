import type { Fleet } from '../../state/fleet-handle.ts'
import { serverKey } from '../../state/hosts/host.ts'
import { isReached } from '../../state/hosts/link-text.ts'
import { questionJson } from '../../state/json/agent-json.ts'
import { failureJson } from '../../state/json/failure-json.ts'
import { liveRunJson } from '../../state/json/live-run-json.ts'
import { transitionSentence } from '../../state/log/transition-entry.ts'
import { transitionsOf } from '../../state/log/transitions.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import type { Transition } from '../../state/model/transition.ts'
import { newsOf, type RunNews } from '../../state/runs/run-news.ts'
import { runState } from '../../state/runs/run-state.ts'
import { hostMatches, sessionMatches } from '../../state/selectors/select-sessions.ts'
import { parseSelector, type Term } from '../../state/selectors/selector.ts'
import { counted } from '../../state/text/counted.ts'
import { timeOfDay } from '../../state/text/time-of-day.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { namesOf, onlyHosts } from '../args/host-arguments.ts'
import type { Call, Command } from '../command/command.ts'
import { agentsRead } from '../connect/agents-read.ts'
import { connectEach, limitOf, whyAllStuck } from '../connect/connect.ts'
import { toJson } from '../print/json.ts'
import { runsRead } from '../print/live-runs.ts'

export const watch: Command = {
  name: 'watch',
  usage: '[--host HOST]... [--select TERMS]... [--json]',
  summary: 'Print events as they happen: agents that ask or finish, ended sessions, lost hosts',
  isReadOnly: true,
  details: `
Prints a line per change until it is interrupted: an agent asks, was answered, works, has finished or failed, or is
gone; a session or run has started or ended; a host is lost or back. Hosts that are down are reconnected. Earlier
changes are not printed: see \`fleetmux ls\`.
The load on hosts is the same as that of the screen. --select limits the events to sessions that match after the
change; changes of hosts are printed if the terms name only hosts or tags.`,
  examples: [
    ['watch', 'All events of all hosts'],
    ["watch --select 'agent=claude'", 'Only events of Claude agents'],
    [`watch --json | jq -r 'select(.what=="asks").target'`, 'For a script'],
  ],
  flags: {
    host: {
      kind: 'list',
      of: 'host',
      about: 'Only this host; a name from your ssh config works too',
    },
    select: {
      kind: 'each',
      about: 'Only events that match: host=, tag=, session=, agent=, state=, command=',
    },
    json: { kind: 'switch', about: 'One JSON document per line (docs/cli.md)' },
  },
  takes: [0, 0],
  run,
}

async function run(call: Call): Promise<number> {
  const selectors = call.flags.each('select').map(parseSelector)
  const wanted = onlyHosts(call.flags, call.flags.list('host'))
  const fleet = await call.open(wanted)
  const names = wanted.length > 0 ? namesOf(fleet, wanted) : fleet.hosts.map(host => host.name)
  const tell = teller(call, selectors)
  followTransitions(fleet, new Set(names), tell)
  const limit = limitOf(call, fleet)
  await Promise.all(connectEach(fleet, names, limit, true).values())
  await agentsRead(call, fleet, names)
  await runsRead(fleet, names)
  call.say(begun(fleet.store.getState(), names))
  const stuck = await waitUntil(fleet.store, state => whyAllStuck(state, names), FOREVER)
  throw new FailureError(
    stuck ?? {
      kind: 'bug',
      what: 'The watch of the fleet has ended unexpectedly.',
      hint: 'Start it again: `fleetmux watch`.',
    },
  )
}

/** The first line of the output. Every change after it is reported. */
function begun({ hosts }: State, names: readonly string[]): string {
  const up = names.flatMap(name => hosts.get(name) ?? []).filter(isReached)
  const sessions = up.reduce((sum, host) => sum + host.sessions.size, 0)
  return `Watching ${counted(sessions, 'session')} on ${up.length} of ${counted(names.length, 'host')}.`
}

const FOREVER = Number.POSITIVE_INFINITY

interface Tell {
  change(transition: Transition, before: State, after: State): void
  run(news: RunNews, after: State): void
}

/** Changes of runs between two states. Runs in the first report of a host are not changes. */
function runNewsOf(before: State, after: State, names: ReadonlySet<string>): readonly RunNews[] {
  if (before.runs.all === after.runs.all) return []
  return [...after.runs.all].flatMap(([key, run]) => {
    const known = before.runs.all.get(key)
    if (known === run || !names.has(run.host)) return []
    const isNews = known
      ? known.digest !== null || !known.isOld
      : before.runs.told.includes(run.host)
    return isNews ? newsOf(known, run) : []
  })
}

/** Compares each state of the store with the state before, and reports the differences. */
function followTransitions({ store }: Fleet, names: ReadonlySet<string>, tell: Tell): void {
  let before = store.getState()
  store.subscribe(() => {
    const after = store.getState()
    const last = before
    before = after
    for (const each of runNewsOf(last, after, names)) tell.run(each, after)
    if (last.hosts === after.hosts) return
    for (const [name, host] of after.hosts) {
      const known = last.hosts.get(name)
      if (!known || known === host || !names.has(name)) continue
      for (const each of transitionsOf(known, host, after.now)) tell.change(each, last, after)
    }
  })
}

/** Prints changes in order, as fast as the reader of the output takes the lines. */
function teller(call: Call, selectors: readonly (readonly Term[])[]): Tell {
  const isJson = call.flags.is('json')
  let printed = Promise.resolve()
  const put = (line: string) => {
    printed = printed.then(() => call.print(line))
  }
  return {
    change(transition, before, after) {
      const isMeant =
        selectors.length === 0 || selectors.some(terms => matches(transition, before, after, terms))
      if (isMeant) put((isJson ? jsonOf : plainOf)(transition, after))
    },
    // Selectors match sessions only, so runs are left out.
    run(news, after) {
      if (selectors.length > 0) return
      put(isJson ? runLine(news, after) : `${timeOfDay(after.now)} ${news.text}`)
    },
  }
}

/** The line of `watch --json` for news of a run: the same fields as for a session, and `run`. */
function runLine({ what, run, text, ask }: RunNews, { now }: State): string {
  return toJson({
    at: now,
    what,
    host: run.host,
    target: `${run.host}/${run.id}`,
    session: null,
    server: '',
    pane: null,
    agent: run.agent,
    state: runState(run),
    before: null,
    since: ask?.since ?? null,
    question: null,
    confidence: null,
    answer: null,
    code: run.code,
    failure: null,
    text,
    run: liveRunJson(run),
  })
}

/**
 * Whether the terms of a selector match the session that changed, or its host. A session that is gone is matched by its
 * last state.
 */
function matches(
  { host: name, session }: Transition,
  before: State,
  after: State,
  terms: readonly Term[],
): boolean {
  const host = after.hosts.get(name)
  if (!session) return host !== undefined && hostMatches(host, terms)
  for (const state of [after, before]) {
    const there = state.hosts.get(name)
    const known = there?.sessions.get(session.session)
    if (there && known) return sessionMatches(there, known, terms, state.now)
  }
  return false
}

function plainOf(transition: Transition, { now }: State): string {
  return `${timeOfDay(now)} ${transitionSentence(transition)}`
}

function jsonOf(transition: Transition, { now, hosts }: State): string {
  const { what, host, session, pane = null, agent = null, answer, code = null } = transition
  const { question, confidence = null, failure } = transition
  const { state = null, before = null, since = null } = transition
  const known = hosts.get(host)
  return toJson({
    at: now,
    what,
    host,
    target: session ? `${host}/${session.name}` : null,
    session: session?.name ?? null,
    server: known ? serverKey(known) : '',
    pane,
    agent,
    state,
    before,
    since,
    question: question ? questionJson(question) : null,
    confidence,
    answer: answer ? { by: answer.by, text: answer.text ?? null } : null,
    code,
    failure: failure ? failureJson({ ...failure, host }) : null,
    text: transitionSentence(transition),
    run: null,
  })
}
