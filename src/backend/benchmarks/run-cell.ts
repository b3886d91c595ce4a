import type { End } from '../../state/benchmarks/cell.ts'
import { type CellOutcome, isWorthScoring } from '../../state/benchmarks/cell-outcome.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { RunOrder } from '../../state/runs/order.ts'
import { clean } from '../../state/text/clean.ts'
import { type AgentAnswer, isBegun, prompt } from './agent-phase.ts'
import { setUp } from './cell-setup.ts'
import { createSum, type Sum } from './cell-sum.ts'
import {
  type CellWork,
  type Ended,
  NO_VERDICT,
  retryWhileUnreachable,
  type TryOutcome,
} from './cell-work.ts'
import { HostLostError } from './persist.ts'
import { verify } from './verify-phase.ts'

/** Maximum bytes of the output of a failed check that the agent is told in its next prompt: the end of the output. */
const TOLD = 8000

/**
 * Runs one try of a cell: workspace, set-up, prompts, verification in a clean copy. Rejects only if this process exits
 * or the benchmark is stopped.
 */
export async function runCell(work: CellWork): Promise<TryOutcome> {
  const sum = createSum(work.begun?.setupMs ?? 0)
  try {
    const { outcome, infrastructure = false } = await throughPhases(work, sum)
    return { ...sum.value(), ...outcome, isInfrastructure: infrastructure }
  } catch (thrown) {
    work.signal.throwIfAborted()
    const lost = thrown instanceof HostLostError
    if (!lost && !(thrown instanceof FailureError)) throw thrown
    const detail = clean(lost ? thrown.message : sentence(thrown.failure), 500)
    const end: End = lost ? 'host_lost' : sum.phase() === 'verify' ? 'verify_error' : 'setup_failed'
    return { ...sum.value(), ...NO_VERDICT, end, detail, isInfrastructure: lost }
  }
}

async function throughPhases(work: CellWork, sum: Sum): Promise<Ended> {
  const { cell, host } = work
  const { case: one, model } = cell
  const patch = one.patches?.[model.key]
  // `patch` is a given answer, which is scored in place of an agent's work. It always starts from a fresh workspace,
  // because a patch does not apply twice.
  if (!work.begun || work.begun.phase === 'setup' || patch !== undefined) {
    const failed = await prepare(work, sum)
    if (failed) return failed
  }
  if (patch !== undefined) return scorePatch(work, sum, patch)
  const directory = await retryWhileUnreachable(work, () => host.directory())
  const said = [one.prompt, ...one.followUps]
  for (;;) {
    sum.enter('agent', work)
    const answer = await converse(work, sum, said, directory)
    if (!isWorthScoring(answer.end)) {
      const { end, detail } = answer
      return { outcome: { ...NO_VERDICT, end, detail }, infrastructure: end === 'host_lost' }
    }
    const mayGoOn =
      answer.end === 'ok' &&
      sum.iterations() < (one.maxIterations ?? 0) &&
      sum.agentMs() < one.timeout * 1000
    // If another process has already verified the answer to the last prompt and sent the next prompt, do not verify
    // again: the workspace has changed since.
    if (
      mayGoOn &&
      work.begun &&
      (await retryWhileUnreachable(work, () => isBegun(work, sum.iterations())))
    ) {
      said.push('')
      continue
    }
    sum.enter('verify', work)
    const checked = await verify(work)
    const { verdict, exitCode } = checked.outcome
    if (!mayGoOn || verdict !== 'fail')
      return { ...checked, outcome: both(answer, checked.outcome) }
    said.push(
      failedText(exitCode, await retryWhileUnreachable(work, () => host.log('check', TOLD))),
    )
  }
}

async function prepare(work: CellWork, sum: Sum): Promise<Ended | null> {
  const { cell, host, repositories } = work
  const { case: one, model, sha } = cell
  sum.enter('setup', work)
  // Remove a half-finished workspace and start again.
  if (work.begun) await retryWhileUnreachable(work, () => host.drop())
  await retryWhileUnreachable(work, () =>
    host.make(sha, () => repositories.bundle(one, sha), model.homeFiles),
  )
  return setUp(work, 'setup')
}

/**
 * Scores a patch that the benchmark contains in place of an agent's work. A patch that does not apply is a wrong
 * answer.
 */
async function scorePatch(work: CellWork, sum: Sum, patch: string): Promise<Ended> {
  sum.enter('verify', work)
  try {
    await retryWhileUnreachable(work, () => work.host.apply(patch))
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    const { what, why = what } = thrown.failure
    const detail = clean(`The patch does not apply: ${why}`, 500)
    return { outcome: { verdict: 'fail', end: 'ok', detail, exitCode: null } }
  }
  return verify(work)
}

/** Combines the end of the agent with the verdict. An agent that ended with an error may still have solved the case. */
function both(agent: AgentAnswer, checked: CellOutcome): CellOutcome {
  if (agent.end === 'ok' || checked.verdict === 'none') return checked
  return { ...checked, end: agent.end, detail: agent.detail }
}

/**
 * Sends the agent the prompts that have no answer in this try yet, each in the agent's own session of the previous
 * prompt. Resolves with the last answer.
 */
async function converse(
  work: CellWork,
  sum: Sum,
  said: readonly string[],
  directory: string,
): Promise<AgentAnswer> {
  let answer = sum.last()
  for (let nth = sum.iterations(); nth < said.length; nth = sum.iterations()) {
    const text = said[nth] ?? ''
    const left = work.cell.case.timeout - Math.ceil(sum.agentMs() / 1000)
    if (left <= 0)
      return {
        ...(answer ?? NO_ANSWER),
        end: 'agent_timeout',
        detail: 'The time limit of the attempt was reached.',
      }
    const session = answer?.sessionId ?? null
    if (nth > 0 && session === null)
      return {
        ...(answer ?? NO_ANSWER),
        end: 'setup_failed',
        detail: `${work.cell.model.agent} reported no session id, so the next prompt cannot be sent to it.`,
      }
    const id = work.runId(nth)
    answer = await prompt({
      runs: work.runs,
      order: orderOf(work, { id, text, session, seconds: left, directory }),
      lostAfter: work.lostAfter,
      signal: work.signal,
      isTakenUp: work.begun !== null,
      reader: work.reader,
    })
    sum.add(id, answer)
    if (answer.end !== 'ok') return answer
  }
  return answer ?? NO_ANSWER
}

const NO_ANSWER: AgentAnswer = {
  ...{ end: 'agent_exit', detail: '', milliseconds: 0, tokens: null, costUsd: null },
  ...{ model: null, sessionId: null, resetAt: null },
}

function orderOf(
  { cell, host, environment }: CellWork,
  asked: { id: string; text: string; session: string | null; seconds: number; directory: string },
): RunOrder {
  const { model, case: one } = cell
  const program = one.program ?? model.program
  const server = one.server ?? model.server
  return {
    ...{ id: asked.id, agent: model.agent, prompt: asked.text, host: host.host },
    ...(model.model !== null && { model: model.model }),
    ...(asked.session !== null && { session: asked.session }),
    ...(program !== null && { program }),
    words: model.args,
    cwd: `${asked.directory}/work`,
    directory: asked.directory,
    isolated: true,
    environment: {
      ...environment,
      ...model.environment,
      ...(server !== null && { AMP_URL: server }),
      HOME: `${asked.directory}/home`,
      FLEETMUX_CELL: `${host.cell}.agent`,
    },
    ...{ permissions: 'allow', useRules: false, alone: true },
    ...{ timeout: asked.seconds, inactivity: 0, mcpServers: [], tags: ['benchmark'] },
  }
}

function failedText(code: number | null, log: string): string {
  return `The check of your work failed with exit code ${code}. The end of what it printed:\n\n${log}\n\nCorrect that.`
}
