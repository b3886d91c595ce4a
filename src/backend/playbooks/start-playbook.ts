import type { HostConfig } from '../../state/model/host-config.ts'
import type { Budgets } from '../../state/playbooks/budget.ts'
import type { PlaybookOrder } from '../../state/playbooks/playbook-order.ts'
import type { PlaybookSpec } from '../../state/playbooks/playbook-spec.ts'
import type { RunOrder } from '../../state/runs/order.ts'
import { PROMPT } from '../agents/adapter.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import { agentRun } from '../runs/agent-command.ts'
import { adapterOf, isContainer, MOST_OUTPUT, sandboxOf } from '../runs/start-run.ts'
import { startScript } from '../runs/start-script.ts'
import { supervisorScript } from '../runs/supervisor-script.ts'
import { appendScript } from '../shared-history/history-scripts.ts'
import type { Writer } from '../shared-history/writer-identity.ts'
import { serverOptions } from '../tmux/server-options.ts'
import { posixWord } from '../transport/shell-quote.ts'
import type { Transport } from '../transport/transport.ts'
import { loopScript } from './loop-script.ts'
import { askHost } from './playbook-host.ts'
import { resumePlaybookScript, startPlaybookScript } from './playbook-scripts.ts'
import type { PlaybookWorktree } from './playbook-worktree.ts'

/** Seconds without output after which an agent counts as stuck. */
const SILENCE = 1800

/** Writes the files of a playbook's loop to the host and starts the loop in its own tmux session. */
export async function startPlaybook(
  transport: Transport,
  order: PlaybookOrder,
  catalogue: Catalogue,
  config: HostConfig,
  place: PlaybookWorktree | null,
  writer: Writer | null,
): Promise<void> {
  const files = filesOf(transport, order, catalogue, config, place, writer)
  const [flag = '', socket = ''] = serverOptions(config)
  await askHost(transport, startPlaybookScript, [
    ...[order.id, sessionName(order.playbook.name), flag, socket],
    ...Object.entries(files).flat(),
  ])
}

/** tmux allows neither a dot nor a colon in a session name. */
function sessionName(name: string): string {
  const word = name
    .replace(/\.md$/i, '')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .slice(0, 40)
  return `playbook-${word}`
}

/** The contents of a playbook's files, by name. */
function filesOf(
  transport: Transport,
  order: PlaybookOrder,
  catalogue: Catalogue,
  config: HostConfig,
  place: PlaybookWorktree | null,
  writer: Writer | null,
): Readonly<Record<string, string>> {
  const { playbook, documents } = order
  const plan = agentRun(adapterOf(order.agent, catalogue), runOrderOf(order))
  const environment = {
    ...plan.environment,
    ...sandboxOf(isContainer(transport), order.permissions, plan),
    ...config.environment,
    ...order.environment,
  }
  const resets = playbook.documents.map(({ resetOnCompletion }) => (resetOnCompletion ? '1' : '0'))
  const argv = plan.argv.map(word => (word === PROMPT ? '"$(cat prompt.now)"' : posixWord(word)))
  return {
    'playbook.json': `${JSON.stringify(specOf(order))}\n`,
    documents: documents.map(({ path }, at) => `${resets[at]}\t${path}\n`).join(''),
    prompt: playbook.prompt,
    environment: Object.entries(environment)
      .map(([name, value]) => `export ${name}=${posixWord(value)}\n`)
      .join(''),
    settings: settingsOf(order, plan.dialect, place, writer),
    agent: argv.join(' '),
    'start-run': startScript(supervisorScript),
    loop: loopScript,
    ...(writer && { 'append-history': appendScript }),
  }
}

function settingsOf(
  order: PlaybookOrder,
  dialect: string,
  place: PlaybookWorktree | null,
  writer: Writer | null,
): string {
  const { playbook, budgets, agent, permissions, directory, id } = order
  const run = { agent, dialect, permissions, tags: [`playbook:${id}`] }
  const values = {
    ...{ id, name: playbook.name, agent, dialect, dir: place?.directory ?? directory },
    run_fields: JSON.stringify(run).slice(1, -1),
    ...{
      permissions,
      branch: order.branch,
      target: order.target || (place?.base ?? ''),
      base: place?.base ?? '',
      worktree: place?.worktree ?? '',
      remote: place?.remote ?? '',
      work: place?.work ?? '',
      history_dir: writer ? directory : '',
      history_writer: writer?.name ?? '',
      history_fields: writer ? historyFields(order, writer) : '',
    },
    pull_request: order.openPullRequest ? '1' : '',
    ...{ mode: playbook.taskSelectionMode, looping: playbook.loopEnabled ? '1' : '0' },
    ...{ own_loops: order.ownLoops ? '1' : '0', strict: order.strict ? '1' : '' },
    ...{ verify: order.verify, idle: SILENCE, most: MOST_OUTPUT },
    ...limitsOf(budgets),
  }
  return assignments(values)
}

/** The fields of the project's shared history that are the same in the entries of all tasks of the playbook. */
function historyFields({ directory, host, playbook }: PlaybookOrder, writer: Writer): string {
  const fields = {
    ...{ type: 'AUTO', projectPath: directory, sessionName: `${host}/${playbook.name}` },
    ...{ hostname: writer.machine, user: writer.person },
  }
  return JSON.stringify(fields).slice(1, -1)
}

function limitsOf(budgets: Partial<Budgets>) {
  return Object.fromEntries(
    Object.entries(budgets).map(([name, value]) => [VARIABLES[name as keyof Budgets], value]),
  )
}

/** For each limit that the user may set for a playbook: the variable of the playbook's shell script that holds it. */
const VARIABLES: Readonly<Record<keyof Budgets, string>> = {
  loops: 'max_loops',
  seconds: 'max_seconds',
  tasks: 'max_tasks',
  tokens: 'max_tokens',
  cost: 'max_cost',
  taskSeconds: 'task_seconds',
  stall: 'stall_rounds',
  tries: 'max_tries',
}

function assignments(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${posixWord(String(value))}\n`)
    .join('')
}

/** Restarts the loop of an ended playbook. Resolves with the byte offset of its first new event. */
export async function resumePlaybook(
  transport: Transport,
  id: string,
  budgets: Partial<Budgets>,
  config: HostConfig,
): Promise<number> {
  const [flag = '', socket = ''] = serverOptions(config)
  const words = [id, flag, socket, assignments(limitsOf(budgets))]
  return Number(String(await askHost(transport, resumePlaybookScript, words)).trim()) || 0
}

function specOf({ id, playbook, agent, directory, documents }: PlaybookOrder): PlaybookSpec {
  const paths = documents.map(({ path }) => path)
  return {
    version: 1,
    id,
    name: playbook.name,
    agent,
    directory,
    documents: paths,
    created: Date.now(),
  }
}

/**
 * The run (one agent works on one prompt) to start for each task of the playbook. The agent asks for no approvals. The
 * prompt is a placeholder, because only the host knows the real prompt.
 */
function runOrderOf(order: PlaybookOrder): RunOrder {
  const { id, agent, host, directory, environment, permissions, model } = order
  return {
    ...{ id, agent, host, directory, environment, permissions },
    ...(model !== undefined && { model }),
    ...{ prompt: PROMPT, cwd: directory, useRules: false, alone: true },
    ...{ timeout: 0, inactivity: 0, mcpServers: [], tags: [] },
  }
}
