import { resolve } from 'node:path'
import { begunJson, iterationJson, worktreeJson } from '../../../state/json/worktree-json.ts'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import { strip } from '../../../state/text/text.ts'
import { TIME_LIMITS } from '../../../state/worktrees/time-limits.ts'
import type { Iteration, WorktreeRow } from '../../../state/worktrees/worktree.ts'
import type {
  Begun,
  IterationOrder,
  SetupCommand,
  WorktreeOrder,
  Worktrees,
} from '../../../state/worktrees/worktree-handle.ts'
import { readDuration } from '../../args/duration.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { printRun } from '../run/follow-run.ts'
import { environmentOf } from '../run/run-order.ts'
import { confirmSetup } from './confirm-setup.ts'
import { hostOfOne, openOne, openWork } from './open-worktrees.ts'
import { iterationLines } from './status-commands.ts'

/** Default timeouts in milliseconds: of the script, of an agent, and of silence of an agent that asks no questions. */
const [SCRIPT, DAY, SILENCE] = [TIME_LIMITS.script * 1000, 24 * 3_600_000, 30 * 60_000]

/** `work new`: creates the branch and the worktree, and starts the first iteration if there is a prompt. */
export async function newWorktree(call: Call): Promise<number> {
  const order = await readOrder(call)
  const prompt = call.args[0] === undefined ? null : await promptOf(call, call.args[0])
  const asked = prompt === null ? null : iterationOrder(call, prompt)
  const { fleet, worktrees } = await openWork(call)
  const host = fleet.nameOf(order.host)
  const confirm = (setup: SetupCommand) => confirmSetup(call, setup)
  const row = await worktrees.create({ ...order, host }, text => call.say(strip(text)), confirm)
  if (!asked) return tellMade(call, row)
  if (!call.flags.is('json')) await tellMade(call, row)
  return perform(call, worktrees, row, asked)
}

async function tellMade(call: Call, row: WorktreeRow): Promise<number> {
  const { spec } = row
  if (call.flags.is('json')) await call.print(toJson(worktreeJson(row)))
  else await call.print(strip(`${spec.id}\t${spec.branchName}\t${spec.worktreePath}`))
  return DONE
}

/** `work iterate`: gives the agent of a worktree session another prompt and waits until it has finished. */
export async function iterate(call: Call): Promise<number> {
  const prompt = await promptOf(call, call.args[1] ?? '')
  const order = iterationOrder(call, prompt)
  const { worktrees, row } = await openOne(call)
  return perform(call, worktrees, row, order)
}

/** `work run`: runs the test script of a worktree session without giving the agent a prompt. */
export async function runScript(call: Call): Promise<number> {
  const { worktrees, row } = await openOne(call)
  const begun = await worktrees.test(row, call.flags.text('script'))
  return finish(call, worktrees, row, begun)
}

async function perform(call: Call, worktrees: Worktrees, row: WorktreeRow, order: IterationOrder) {
  const begun = await worktrees.iterate(row, order, text => call.say(strip(text)))
  return finish(call, worktrees, row, begun)
}

/** Prints the agent's run live, asks the user its questions, and prints the result of the iteration. */
async function finish(call: Call, worktrees: Worktrees, row: WorktreeRow, begun: Begun) {
  const isJson = call.flags.is('json')
  const shown = begun.tmuxSession ? ` in ${begun.host}/${begun.tmuxSession}` : ''
  if (!isJson) call.say(strip(`Iteration ${begun.number} of ${row.spec.name} is running${shown}.`))
  if (call.flags.is('detach')) {
    if (isJson) await call.print(toJson({ ...worktreeJson(row), begun: begunJson(begun) }))
    return DONE
  }
  if (begun.run !== '' && !isJson) {
    const runs = await (await call.open([])).onHosts.runs()
    await printRun(call, runs, { host: begun.host, id: begun.run })
  }
  const record = await worktrees.wait(begun)
  if (isJson) {
    const now = await worktrees.find(row.spec.id, [row.host])
    await call.print(toJson({ ...worktreeJson(now), iteration: iterationJson(record) }))
  } else for (const line of iterationLines(record)) await call.print(line)
  return isGood(record) ? DONE : FAILED
}

function isGood({ end, testResult, commitError }: Iteration): boolean {
  const isPassed = testResult === 'pass' || testResult === 'none'
  return (end === 'ok' || end === 'no_agent') && isPassed && commitError === ''
}

async function readOrder(call: Call): Promise<WorktreeOrder> {
  const { flags } = call
  const name = flags.text('name')
  if (name === undefined || name.trim() === '')
    throw usage('work new needs --name.', 'Give the session a name.')
  const host = hostOfOne(call) ?? THIS_MACHINE
  const given = flags.text('repo')
  if (given === undefined && host !== THIS_MACHINE)
    throw usage('work new on another host needs --repo.', 'Name a repository on that host.')
  const repository = given ?? process.cwd()
  const isHere = host === THIS_MACHINE && !/^~(\/|$)/.test(repository)
  const optional = ['base', 'branch', 'model', 'script', 'setup'] as const
  const texts = optional.flatMap(key => {
    const value = flags.text(key)
    return value === undefined ? [] : [[key, value] as const]
  })
  return {
    ...Object.fromEntries(texts),
    ...{ host, name: name.trim(), submodules: flags.is('submodules') },
    repository: isHere ? resolve(repository) : repository,
    agent: flags.text('agent') ?? 'claude',
    scriptTimeout: Math.max(1, Math.ceil((readDuration(flags, 'script-timeout') ?? SCRIPT) / 1000)),
  }
}

function iterationOrder(call: Call, prompt: string): IterationOrder {
  const { flags } = call
  if (flags.is('yolo') && (flags.is('deny') || flags.has('approve')))
    throw usage('--yolo cannot be used with --deny or --approve.', 'Omit one of them.')
  const permissions = flags.is('yolo') ? 'allow' : flags.is('deny') ? 'deny' : 'ask'
  const alone = permissions !== 'ask'
  const silence = readDuration(flags, 'inactivity-timeout') ?? (alone ? SILENCE : 0)
  const [agent, model] = [flags.text('agent'), flags.text('model')]
  return {
    ...{ prompt, permissions, alone, useRules: flags.text('approve') === 'rules' },
    timeout: Math.ceil((readDuration(flags, 'timeout') ?? DAY) / 1000),
    inactivity: Math.ceil(silence / 1000),
    environment: environmentOf(call),
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && { model }),
  }
}

async function promptOf(call: Call, written: string): Promise<string> {
  const text = written === '-' ? Buffer.from(await call.readAll()).toString('utf8') : written
  if (text.trim() !== '') return text
  throw usage(
    'The prompt is empty.',
    'Give the prompt in quotes, or - to read it from standard input.',
  )
}
