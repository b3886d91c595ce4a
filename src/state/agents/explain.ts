import { isReached, linkText } from '../hosts/link-text.ts'
import type { AgentStatus, AgentTrace } from '../model/agents/agent.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { type Found, paneOf } from '../targets/target.ts'
import { waitingAge } from '../text/age.ts'
import { pad, strip } from '../text/text.ts'
import { agentOf } from './need.ts'

/** The status of the agent in a pane, or why it is unknown. */
export interface Explanation {
  /** The pane's name, `host/session:window.pane`. */
  readonly name: string
  readonly status: AgentStatus | null
  /** Why no agent is known in the pane, in one sentence. */
  readonly why: string | null
}

export function explain(state: State, target: Target): Explanation {
  const found = paneOf(state, target)
  if (!found) return { name: target.host, status: null, why: 'The pane no longer exists.' }
  const { host, session, pane } = found
  const place = `${pane.window.index}.${pane.index}`
  const status = agentOf(host, pane)
  const name = strip(`${host.config.name}/${session.name}:${place}`)
  return { name, status, why: status ? null : whyUnknown(found) }
}

/** The explanation as lines: state, age, confidence, and what each detection rule found. */
export function explainLines({ status, why }: Explanation, now: number): readonly string[] {
  if (!status) return [why ?? '']
  return [...facts(status, now), '', ...traceLines(status)].map(line => line.trimEnd())
}

function facts(status: AgentStatus, now: number): string[] {
  const { agent, state, since, source, confidence, rule, code, question } = status
  const seen =
    status.seen || state === 'working' || state === 'unknown' ? '' : ', not looked at by you yet'
  const rows: [string, string][] = [
    ['agent', agent],
    ['state', `${state}${code === undefined ? '' : `, exit ${code}`}, for ${ageText(since, now)}`],
    ['seen by', `${source}${rule === undefined ? '' : `, rule ${rule}`}${seen}`],
    ['sure', `${Math.round(confidence * 100)} %`],
    ...(question?.text.split('\n') ?? []).map((line, index): [string, string] => [
      index === 0 ? 'asks' : '',
      line,
    ]),
    ...(question?.choices ?? []).map(({ key, label }): [string, string] => [
      '',
      `${key}  ${label}`,
    ]),
  ]
  return rows.map(([name, text]) => `${pad(name, 9)}${strip(text)}`)
}

/** The detection rules that were tried, one row each. The rule that decided the state is marked with `>`. */
function traceLines(status: AgentStatus): string[] {
  const { trace } = status
  if (trace.length === 0) return ['No rule has been applied yet.']
  const rows = trace.map(step => ({
    mark: hasDecided(step, status) ? '> ' : '  ',
    cells: [step.source, strip(step.rule), step.state ?? '-'],
    saw: strip(step.saw),
  }))
  const head = { mark: '  ', cells: ['SOURCE', 'RULE', 'SAYS'], saw: 'SAW' }
  const all = [head, ...rows]
  const widths = head.cells.map((_, at) =>
    Math.max(...all.map(row => (row.cells[at] ?? '').length)),
  )
  return all.map(({ mark, cells, saw }) => {
    const columns = cells.map((cell, at) => pad(cell, widths[at] ?? 0)).join('  ')
    return `${mark}${columns}  ${saw}`
  })
}

/** Whether this step of the trace decided the agent's status. A source with only one rule does not name the rule. */
function hasDecided(step: AgentTrace, { source, rule, state }: AgentStatus): boolean {
  return step.source === source && (rule === undefined ? step.state === state : step.rule === rule)
}

function ageText(then: number, now: number): string {
  const label = waitingAge(then, now)
  return label === 'now' ? 'less than 10s' : label
}

function whyUnknown({ host, pane }: Omit<Found, 'target'>): string {
  if (!isReached(host)) return `${host.config.name} cannot be reached: ${linkText(host)}`
  if (pane.ours) return 'This pane runs fleetmux itself.'
  if (pane.dead)
    return `The program in the pane has ended with exit code ${pane.dead.code ?? '(unknown)'}.`
  return `No agent was found in the pane: it runs ${strip(pane.command) || 'no program'}.`
}
