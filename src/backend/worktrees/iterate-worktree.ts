import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { RunOrder, Runs } from '../../state/runs/order.ts'
import { readIteration } from '../../state/worktrees/host-answer.ts'
import type { HostIteration, WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { Begun, IterationOrder } from '../../state/worktrees/worktree-handle.ts'
import type { Transport } from '../transport/transport.ts'
import { beginScript, cancelScript, waitScript } from './iteration-scripts.ts'
import { answerOf } from './worktree-host.ts'

/** Maximum bytes of the prompt that the host stores with the iteration. A longer one is cut and ends with `…`. */
const KEPT_PROMPT = 900

export interface IterateOptions {
  readonly transport: Transport
  readonly runs: Runs
  readonly row: WorktreeRow
  readonly owner: string
  /** tmux options that select the tmux server. */
  readonly socket: readonly string[]
  readonly runId: string
  readonly say: (text: string) => void
}

/**
 * Locks the session, starts a script on the host, then starts the agent. The script waits for the agent to end and runs
 * the test script, so that no connection is needed any more. If the agent cannot be started, the session is unlocked.
 */
export async function iterate(how: IterateOptions, order: IterationOrder): Promise<Begun> {
  const { transport, runs, row, runId } = how
  const agent = order.agent ?? row.spec.agent
  const begun = await begin(how, { run: runId, agent, prompt: order.prompt })
  try {
    await runs.start(runOrder(how, order, agent, begun.environment), how.say)
  } catch (thrown) {
    if (!(await hasBegun(how, begun.number, sentence(toFailure(thrown, transport.host)))))
      throw thrown
    how.say(`The answer of ${transport.host} was lost, but the agent has started working.`)
  }
  return begun
}

/**
 * Whether the agent's run has started although an error was reported for its start. If it has not started, it is
 * cancelled and can no longer start.
 */
async function hasBegun(
  { transport, row, say }: IterateOptions,
  number: number,
  why: string,
): Promise<boolean> {
  try {
    const answer = await answerOf(transport, cancelScript, [row.spec.id, String(number), why])
    return answer.one('begun') === 'yes'
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    // The start of the agent has failed, and so has the question to the host whether the agent has started after all.
    // The caller throws the error of the start, so the second one is only printed. If the agent has not started, the
    // script on the host stops waiting for it after three minutes and unlocks the session.
    say(
      'The host could not be asked whether the agent has started. Either the agent has started, or the session accepts a new prompt in three minutes.',
    )
    return false
  }
}

/** Runs only a test script: `script` if given, else the session's own. */
export function testWorktree(how: IterateOptions, script?: string): Promise<Begun> {
  const wanted = script ?? how.row.spec.script ?? ''
  if (wanted.trim() === '')
    throw new FailureError({
      ...{ kind: 'usage', what: `${how.row.spec.name} has no script.` },
      hint: `Name a script: \`fleetmux work run ${how.row.spec.id} --script "npm test"\`.`,
    })
  return begin(how, { run: '', agent: '', prompt: '', script: wanted })
}

type Beginning = { run: string; agent: string; prompt: string; script?: string }

async function begin(
  { transport, row, owner, socket }: IterateOptions,
  { run, agent, prompt, script }: Beginning,
): Promise<Begun & { readonly environment: Readonly<Record<string, string>> }> {
  const { spec, host } = row
  const [title = ''] = prompt.trim().split('\n')
  const message = `${spec.name}: ${[...title].slice(0, 60).join('') || 'changes'}\n\nAn iteration of the worktree session ${spec.id} by ${agent}.`
  const answer = await answerOf(transport, beginScript, [
    ...[spec.id, owner, run, agent, script ?? spec.script ?? '', String(spec.scriptTimeout)],
    ...[socket[0] ?? '', socket[1] ?? '', message, keptPrompt(prompt)],
  ])
  return {
    ...{ host, session: spec.id, run },
    number: answer.number('number') ?? 0,
    tmuxSession: answer.one('session'),
    environment: { FLEETMUX_PORT: answer.one('port'), FLEETMUX_PORTS: answer.one('ports') },
  }
}

function keptPrompt(prompt: string): string {
  const bytes = Buffer.from(prompt)
  if (bytes.length <= KEPT_PROMPT) return prompt
  // The option `stream` leaves out a character that the cut has split.
  const kept = new TextDecoder().decode(bytes.subarray(0, KEPT_PROMPT - 3), { stream: true })
  return `${kept}…`
}

function runOrder(
  { row, runId }: IterateOptions,
  order: IterationOrder,
  agent: string,
  environment: Readonly<Record<string, string>>,
): RunOrder {
  const { prompt, permissions, useRules, alone, timeout, inactivity } = order
  const model = order.model ?? row.spec.model
  return {
    ...{ id: runId, agent, prompt, host: row.host, permissions, useRules, alone },
    ...{ timeout, inactivity, cwd: row.spec.worktreePath, directory: row.spec.worktreePath },
    environment: { ...environment, ...order.environment },
    mcpServers: [],
    tags: [`work:${row.spec.id}`],
    ...(model !== undefined && { model }),
  }
}

/**
 * Waits for the end of an iteration (one prompt to the agent, then the test script) by long polling: each request waits
 * some seconds on the host, so a lost connection costs little.
 */
export async function waitForIteration(
  transport: Transport,
  { session, number }: Pick<Begun, 'session' | 'number'>,
  signal?: AbortSignal,
): Promise<HostIteration> {
  for (;;) {
    signal?.throwIfAborted()
    const answer = await answerOf(transport, waitScript, [session, String(number)])
    const last = answer.one('last')
    const record = readIteration(last)
    if (record) return record
    if (last !== '')
      throw new FailureError({
        ...{ kind: 'remote', host: transport.host },
        what: `The record of iteration ${number} cannot be read.`,
        hint: 'A newer version of fleetmux may have written the record: update fleetmux on this machine.',
      })
    if (answer.one('gone') === 'yes')
      throw new FailureError({
        ...{ kind: 'lost', host: transport.host },
        what: `Iteration ${number} was interrupted before its result was recorded.`,
        hint: `To continue the session: \`fleetmux work continue ${session}\`.`,
      })
  }
}
