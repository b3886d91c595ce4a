import * as z from 'zod'
import { iterationJson, worktreeJson } from '../../../state/json/worktree-json.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import { askEverywhere } from '../../../state/runs/list-everywhere.ts'
import { clean, cleanLines } from '../../../state/text/clean.ts'
import { counted } from '../../../state/text/counted.ts'
import { createAfterSetup } from '../../../state/worktrees/create-after-setup.ts'
import { TIME_LIMITS } from '../../../state/worktrees/time-limits.ts'
import type { WorktreeRow } from '../../../state/worktrees/worktree.ts'
import type {
  Outcome,
  SetupCommand,
  WorktreeOrder,
} from '../../../state/worktrees/worktree-handle.ts'
import { Reply } from '../../reply/reply.ts'
import { insideRoots } from '../request/allowed-path.ts'
import { HOST_OR_HERE, PERMISSIONS } from '../request/field-meaning.ts'
import { reachedHosts } from '../request/reached-hosts.ts'
import type { ApiCall } from '../request/route.ts'
import { agentTimeout, startIteration } from './worktree-iteration.ts'

const scriptTimeout = z.int().min(1).max(86_400).optional()

/** The fields of a new worktree session; the names are those of Amp Session Manager. */
export const worktreeBody = z
  .strictObject({
    name: z.string().trim().min(1).max(200).describe('the name of the session'),
    repoRoot: z.string().min(1).describe('the path of the repository on the host'),
    host: z.string().min(1).default(THIS_MACHINE).describe(HOST_OR_HERE),
    baseBranch: z.string().min(1).optional().describe('default: main'),
    branchName: z.string().min(1).optional().describe('the new branch; default: AGENT/NAME/TIME'),
    ampPrompt: z.string().min(1).optional().describe('another name of `prompt`'),
    prompt: z.string().min(1).optional().describe('default: the agent is not started'),
    agent: z.string().min(1).default('claude'),
    modelOverride: z.string().min(1).optional().describe('the model, by the name of the agent'),
    scriptCommand: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe('runs after each prompt, such as `npm test`'),
    timeoutSec: agentTimeout,
    scriptTimeoutSec: scriptTimeout.describe('limit for the script in seconds; default: 600'),
    scriptTimeout: scriptTimeout.describe('the older name of `scriptTimeoutSec`'),
    setupCommand: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe('runs once in the new worktree; default: see `setup`'),
    setup: z
      .union([z.enum(['skip', 'ask']), z.string().regex(/^[0-9a-f]{64}$/)])
      .default('skip')
      .describe(
        'the set-up command of the repository: `skip`, the default, does not run it; `ask` creates nothing and answers 409 with the command and its digest; this digest runs the command',
      ),
    submodules: z.boolean().default(false).describe('`true`: fetches the submodules'),
    permissions: z.enum(['ask', 'allow', 'deny']).default('ask').describe(PERMISSIONS),
    mode: z
      .enum(['async', 'interactive'])
      .default('async')
      .describe('has no effect; a field of Amp Session Manager; default: `async`'),
    autoCommit: z
      .literal(true, { error: 'changes of an agent are always committed' })
      .optional()
      .describe('has no effect; a field of Amp Session Manager'),
  })
  .refine(body => body.scriptTimeoutSec === undefined || body.scriptTimeout === undefined, {
    error: 'scriptTimeoutSec and scriptTimeout are the same: give only one',
    path: ['scriptTimeout'],
  })

export async function restoreWorktree(call: ApiCall<{ readonly branchName?: string | undefined }>) {
  const worktrees = await call.fleet.onHosts.worktrees()
  const id = call.params['id'] ?? ''
  const { rows } = await listEverywhere(call, host => worktrees.rescues(host))
  const [newest] = rows
    .filter(({ session }) => session === id)
    .toSorted((one, other) => other.at - one.at)
  if (!newest)
    throw new FailureError({
      kind: 'missing',
      what: `No connected host has a removed worktree session with exactly the id ${clean(id)}.`,
      hint: 'GET /api/v1/worktree-rescues lists the ids; the beginning of an id is not enough.',
    })
  const notes = await worktrees.restore(newest, call.body.branchName ?? newest.branch)
  return { notes }
}

/** The reply for the outcome of an operation. A conflict gives 409 with the files, since nothing was done. */
export function outcomeReply({ done, conflicts, before, after, notes }: Outcome): Reply {
  const data = {
    ...{ done, before, after },
    conflicts: conflicts.map(each => clean(each)),
    notes: notes.map(each => clean(each)),
  }
  return new Reply(done ? 200 : 409, data, done ? undefined : conflictText(conflicts.length))
}

function conflictText(count: number): string {
  const where = count === 0 ? '' : ` in ${counted(count, 'file')}`
  return `The operation stopped because of conflicts${where}. A merge or squash has changed nothing; after a rebase, resolve the conflicts in the worktree and continue the rebase, or abort it.`
}

export async function createWorktree(call: ApiCall<z.output<typeof worktreeBody>>) {
  const { name, repoRoot, baseBranch, branchName, agent, modelOverride, scriptCommand } = call.body
  const host = call.fleet.nameOf(call.body.host)
  const notes: string[] = []
  const worktrees = await call.fleet.onHosts.worktrees()
  const order: WorktreeOrder = {
    ...{ host, name, agent },
    scriptTimeout: call.body.scriptTimeoutSec ?? call.body.scriptTimeout ?? TIME_LIMITS.script,
    submodules: call.body.submodules,
    repository: host === THIS_MACHINE ? await insideRoots(call, repoRoot) : repoRoot,
    ...(baseBranch !== undefined && { base: baseBranch }),
    ...(branchName !== undefined && { branch: branchName }),
    ...(modelOverride !== undefined && { model: modelOverride }),
    ...(scriptCommand !== undefined && { script: scriptCommand }),
    ...(call.body.setupCommand !== undefined && { setup: call.body.setupCommand }),
  }
  const seen = call.body.setup === 'ask' ? undefined : call.body.setup
  const created = await createAfterSetup(seen, confirm =>
    worktrees.create(order, text => notes.push(clean(text)), confirm),
  )
  if ('unseen' in created) return unseenReply(created.unseen)
  const { row } = created
  const prompt = call.body.prompt ?? call.body.ampPrompt
  const { permissions, timeoutSec } = call.body
  if (prompt === undefined) return new Reply(201, { ...worktreeJson(row), notes })
  const started = await startIteration(call, row, { prompt, permissions, timeoutSec })
  return new Reply(202, { ...worktreeJson(row), notes, iteration: started.data })
}

/** The reply if nothing was created, because a person must read the set-up command first. */
function unseenReply({ repository, command, digest }: SetupCommand): Reply {
  const setup = { command: cleanLines(command), digest }
  const message = `Nothing was created: ${clean(repository)} has a set-up command that nobody has allowed yet. Read the command, then repeat the request with its digest as \`setup\`, or with "skip".`
  return new Reply(409, { setup }, message)
}

/**
 * The body of a request to remove a worktree session. With `force`, work that is in no branch is lost, so the request
 * must also contain the session's name as a confirmation.
 */
export const cleanBody = z
  .strictObject({
    force: z.boolean().default(false).describe('`true`: also if its work is in no other branch'),
    name: z.string().optional().describe('with `force`: the name of the session, to confirm'),
  })
  .prefault({})

export async function cleanWorktree(call: ApiCall<z.output<typeof cleanBody>>): Promise<Reply> {
  const { force, name } = call.body
  const row = await findWorktree(call)
  if (force && name !== row.spec.name)
    throw new FailureError({
      ...{
        kind: 'usage',
        what: 'Nothing was removed: `force` also needs the name of the session.',
      },
      hint: `Give the name as \`name\`: GET /api/v1/worktrees/${row.spec.id} shows the session.`,
    })
  return outcomeReply(await (await call.fleet.onHosts.worktrees()).remove(row, force))
}

export async function findWorktree(call: ApiCall): Promise<WorktreeRow> {
  return (await call.fleet.onHosts.worktrees()).find(call.params['id'] ?? '', reachedHosts(call))
}

export async function worktreeDocument(call: ApiCall, row: WorktreeRow) {
  const iterations = await (await call.fleet.onHosts.worktrees()).iterations(row)
  return { ...worktreeJson(row), iterationRecords: iterations.map(iterationJson) }
}

/** What `ask` lists on all connected hosts, and the failures of the hosts that could not be read. */
export function listEverywhere<T>(call: ApiCall, ask: (host: string) => Promise<readonly T[]>) {
  return listOn(reachedHosts(call), ask)
}

/** What `ask` lists on these hosts, and the failures of the hosts that could not be read. */
export async function listOn<T>(
  hosts: readonly string[],
  ask: (host: string) => Promise<readonly T[]>,
) {
  const { rows, failures } = await askEverywhere(hosts, ask)
  return { rows, failures: failures.filter(failure => failure !== null) }
}
