import { STARTED_BY } from '../../state/launch/ancestors.ts'
import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import type { Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import { clean } from '../../state/text/clean.ts'
import { addRecord, started } from '../../state/tracked/registry.ts'
import { now, unlessAborted } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import type { RegistryFile } from '../state-file/registry.ts'
import { endSession } from '../track/end.ts'
import { OUTPUT_FILE } from '../track/output-log.ts'
import { toSaid } from '../track/session-record.ts'
import { posixWord } from '../transport/shell-quote.ts'
import type { Pack } from '../workspace/pack/pack.ts'
import { removeWorkspace } from '../workspace/remove.ts'
import { unpackWorkspace } from '../workspace/unpack.ts'
import type { AgentPlan, Located } from './agent-plan.ts'
import { paneArgv } from './pane.ts'
import { expectProgram } from './program-check.ts'
import { HEAP_MEGABYTES } from './reservation.ts'
import { startTracked } from './session.ts'
import { typePrompt } from './type-prompt.ts'

export interface PromptStart {
  readonly order: LaunchOrder
  readonly record: SessionRecord
  readonly plan: AgentPlan
  readonly pack: Pack
  /** The agent's API key, as an environment variable. */
  readonly secrets: Readonly<Record<string, string>>
  readonly link: Connection
  readonly host: () => Host | undefined
  readonly say: (text: string) => void
  readonly signal: AbortSignal
}

export interface StartedPrompt {
  /** The record of the started session. */
  readonly record: SessionRecord
  /**
   * Does what remains after the record is written: types the prompt, or, if the agent has got it at its start, checks
   * that its program could be run.
   * @throws FailureError if the program could not be run.
   */
  readonly rest: () => Promise<void>
}

/**
 * Starts one prompt on its machine: finds the agent, creates the workspace, starts the session. If something fails
 * before the session starts, nothing is left on the host.
 */
export async function deliver(delivery: PromptStart): Promise<StartedPrompt> {
  const { record, link, plan, say, signal } = delivery
  say(`looking for ${plan.adapter.name} on the host`)
  const program = await unlessAborted(signal, plan.find(link.transport))
  if (program.path) say(`found ${program.path}`)
  return inWorkspace(delivery, async workspace => {
    say('starting')
    const place = { workspace: clean(workspace), status: 'running', startedAt: now() } as const
    const begun = { ...record, ...place }
    return { record: begun, rest: await startAgent(delivery, begun, program) }
  })
}

/** Records that the session runs. If this fails, the session still runs. */
export async function writeDown(file: RegistryFile, record: SessionRecord): Promise<Registry> {
  const { id, startedAt } = record
  return file.change(registry =>
    started(addRecord(registry, { ...record, status: 'pending' }), id, startedAt ?? now()),
  )
}

async function inWorkspace(
  delivery: PromptStart,
  use: (workspace: string) => Promise<StartedPrompt>,
): Promise<StartedPrompt> {
  const { link, pack, say, signal } = delivery
  const { transport } = link
  const { id } = delivery.record
  const progress = (what: string, done?: number, total?: number) =>
    say(done !== undefined && total ? `${what} (${Math.floor((done / total) * 10)}0 %)` : what)
  const workspace = await unpackWorkspace({ transport, pack, id, progress, signal })
  try {
    signal.throwIfAborted()
    return await use(workspace)
  } catch (thrown) {
    await clearUp(delivery, workspace).catch(left => {
      throw alsoLeft(thrown, left, workspace)
    })
    throw thrown
  }
}

/**
 * Ends the session and removes its workspace. The session may run although the start failed, if the answer to the start
 * was lost.
 */
async function clearUp({ link, record }: PromptStart, workspace: string): Promise<void> {
  await link.ready(COMES_BACK)
  await endSession(link, record)
  await removeWorkspace({ transport: link.transport, id: record.id, workspace })
}

/** Timeout for a lost host to be reachable again, in milliseconds. */
const COMES_BACK = 10_000
/**
 * Timeout for writing a prompt, in milliseconds. It includes the wait for a free ssh session, because one command may start
 * dozens of sessions on one host.
 */
const PROMPT_WRITTEN = 120_000

async function startAgent(
  { link, host, secrets, plan, order, say, signal }: PromptStart,
  record: SessionRecord,
  { path, searchPath }: Located,
): Promise<StartedPrompt['rest']> {
  const { id, workspace, prompt } = record
  const { argv, prompt: way } = plan.words(order, path)
  // A file in `.git`: other users cannot write to that directory, and git does not list its files.
  const promptFile = `${workspace}/.git/fleetmux-prompt`
  const session = {
    id,
    directory: workspace,
    environment: {
      ...host()?.config.environment,
      NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES}`,
      ...(order.startedBy?.length && { [STARTED_BY]: order.startedBy.join(' ') }),
      ...secrets,
    },
    argv: paneArgv(argv, way, promptFile, searchPath),
    ...(order.exec && { log: posixWord(`${workspace}/${OUTPUT_FILE}`) }),
    says: { agent: plan.adapter.name, record: toSaid(record) },
  }
  const program = () => expectProgram(link, id, argv[0] ?? '')
  if (way !== 'argument' && way !== 'stdin') {
    const pane = await startTracked(link, host, session)
    const means = { link, plan, say, signal }
    return way === 'typed' ? () => typeInto(pane, record, means) : program
  }
  const prompted = { mode: 0o600, deadline: PROMPT_WRITTEN }
  await link.transport.put(Buffer.from(prompt, 'utf8'), promptFile, prompted)
  try {
    await startTracked(link, host, session)
  } catch (thrown) {
    await link.transport.run(['rm', '-f', promptFile])
    throw thrown
  }
  return program
}

/** Types the prompt into the running session. Errors are reported and do not end the session. */
async function typeInto(
  pane: string,
  record: SessionRecord,
  { link, plan, say, signal }: Pick<PromptStart, 'link' | 'plan' | 'say' | 'signal'>,
): Promise<void> {
  say('waiting until the agent accepts its prompt')
  try {
    await typePrompt(link.client(), pane, record, plan.adapter, signal)
  } catch (thrown) {
    // The host is named before every text of a start.
    say(sentence({ ...toFailure(thrown), host: undefined }))
  }
}

/** Combines the first failure with the failure of the clean-up. */
function alsoLeft(thrown: unknown, left: unknown, workspace: string): unknown {
  if (!(thrown instanceof FailureError && left instanceof FailureError)) return thrown
  const { failure } = thrown
  return new FailureError({
    ...failure,
    why: [
      failure.why,
      `the workspace ${workspace} on the host was not removed: ${left.failure.what}`,
    ]
      .filter(Boolean)
      .join('; '),
    hint: [failure.hint, 'Then end its session, if it runs, and remove the workspace by hand.']
      .filter(Boolean)
      .join(' '),
  })
}
