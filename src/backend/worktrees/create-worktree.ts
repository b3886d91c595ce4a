import { createHash } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import { branchError, fillTemplate, slugOf, timeOf } from '../../state/worktrees/branch-name.ts'
import type { Answer } from '../../state/worktrees/host-answer.ts'
import { type WorktreeSpec, worktreeSpecSchema } from '../../state/worktrees/worktree.ts'
import type { Confirm, WorktreeOrder } from '../../state/worktrees/worktree-handle.ts'
import type { WorkSettings } from '../config/config.ts'
import type { Transport } from '../transport/transport.ts'
import { makeScript, probeScript } from './create-scripts.ts'
import type { SetupApprovals } from './setup-approvals.ts'
import { answerOf } from './worktree-host.ts'

/** Time for a large checkout, in seconds. */
const CHECKOUT = 300

/** Timeout for creating a worktree, in milliseconds. */
export function makingTimeout({ setupSeconds }: WorkSettings): number {
  return (setupSeconds + CHECKOUT) * 1000
}

export interface CreateOptions {
  readonly transport: Transport
  readonly order: WorktreeOrder
  readonly settings: WorkSettings
  readonly id: string
  readonly owner: string
  readonly at: number
  readonly say: (text: string) => void
  readonly confirm: Confirm
  readonly approvals: SetupApprovals
}

/** Creates the branch and the worktree on the host, and reports notes through `say`. Resolves with the session's id. */
export async function createWorktree(making: CreateOptions): Promise<string> {
  const { transport, settings, id, say } = making
  const found = await probe(making, branchOf(making))
  const spec = specOf(making, found)
  refuseUnreadable(spec)
  const setup = making.order.setup ?? (await ownSetup(making, found.all('setup').join('\n')))
  const pairs = Object.entries(valuesOf(making, spec, found.one('baseSha'), setup)).flat()
  const args = [id, JSON.stringify(spec), ...pairs]
  const made = await answerOf(transport, makeScript, args, makingTimeout(settings))
  for (const note of made.all('note')) say(clean(note))
  return id
}

/**
 * The values for the placeholders (such as `{slug}`) in the configured templates for branch names and worktree paths.
 */
function wordsOf({ order, id, at }: CreateOptions) {
  const slug = slugOf(order.name)
  return { agent: slugOf(order.agent), slug, time: timeOf(at), id, name: slug }
}

/** The name of the new branch. @throws FailureError if this name or that of its base is not a valid branch name. */
function branchOf(making: CreateOptions): string {
  const { order, settings } = making
  const branch = order.branch ?? fillTemplate(settings.branch, wordsOf(making))
  refuseBranch(branch)
  if (order.base !== undefined) refuseBranch(order.base)
  return branch
}

const bigSetup = clean(
  'The set-up command of the repository is not run, because .worktreesetup is larger than 20,000 bytes. To run it, give `sh .worktreesetup` as the set-up command (`--setup`).',
)

type Found = Answer & { readonly branch: string }

/** Asks the host about the repository, and reports the notes that the host script prints. */
async function probe({ transport, order, say }: CreateOptions, branch: string): Promise<Found> {
  const asked = [order.repository, order.base ?? '', branch]
  const found = await answerOf(transport, probeScript, asked)
  for (const note of found.all('note')) say(clean(note))
  refuseRoot(found.one('root'), transport.host)
  if (found.one('bigsetup') === 'yes' && order.setup === undefined) say(bigSetup)
  const submodules = found.one('submodules')
  if (submodules !== '' && !order.submodules)
    say(
      clean(
        submodules === '1'
          ? 'The submodule of the repository stays empty; --submodules fetches it.'
          : `The ${submodules} submodules of the repository stay empty; --submodules fetches them.`,
      ),
    )
  return { ...found, branch }
}

/** Refuses a repository whose path could not be stored as text. */
function refuseRoot(root: string, host: string): void {
  if (/^\/[^\p{C}\ufffd]*$/u.test(root)) return
  throw new FailureError({
    ...{ kind: 'remote', host },
    what: 'Nothing was created, because fleetmux cannot use the root directory of the repository.',
    why:
      root === ''
        ? 'the host did not report its path'
        : `its path contains a control character or a byte that is not UTF-8: ${root}`,
    hint: 'On the host, move the repository to a directory with another name, or clone it there.',
  })
}

function specOf(making: CreateOptions, found: Found): WorktreeSpec {
  const { order, settings, id, owner, at } = making
  const { branch } = found
  const repoRoot = found.one('root')
  const words = { ...wordsOf(making), repo: repoRoot, branch }
  return {
    ...{ version: 1, id, name: order.name, repoRoot, baseBranch: found.one('base') },
    ...{ branchName: branch, worktreePath: fillTemplate(settings.layout, words) },
    ...{ agent: order.agent, scriptTimeout: order.scriptTimeout },
    ...{ firstPort: 0, ports: settings.ports, created: at, owner },
    ...(order.model !== undefined && { model: order.model }),
    ...(order.script !== undefined && { script: order.script }),
  }
}

/** The values of a session that the scripts on the host read. Each value is stored in a file of its own. */
function valuesOf(
  { order, settings, owner }: CreateOptions,
  spec: WorktreeSpec,
  baseSha: string,
  setup: string,
): Readonly<Record<string, string>> {
  return {
    ...{ name: spec.name, slug: slugOf(spec.name), repo: spec.repoRoot, path: spec.worktreePath },
    ...{ branch: spec.branchName, base: spec.baseBranch, owner, baseSha },
    ports: String(settings.ports),
    hookLimit: String(settings.hookSeconds),
    setupLimit: String(settings.setupSeconds),
    setup,
    submodules: order.submodules ? 'yes' : 'no',
  }
}

/** Asks the user to approve the repository's own set-up command, once for each content of the command. */
async function ownSetup(
  { order, confirm, approvals, say }: CreateOptions,
  command: string,
): Promise<string> {
  if (command.trim() === '') return ''
  const digest = createHash('sha256').update(command).digest('hex')
  if (await approvals.has(digest)) return command
  if (await confirm({ repository: order.repository, command: command.trimEnd(), digest })) {
    await approvals.add(digest)
    return command
  }
  say('The set-up command was not run.')
  return ''
}

/** Rejects a spec that could not be parsed again, because its session would never be listed. */
function refuseUnreadable(spec: WorktreeSpec): void {
  const [issue] = worktreeSpecSchema.safeParse(spec).error?.issues ?? []
  if (!issue) return
  throw new FailureError({
    kind: 'usage',
    what: `${FIELDS[String(issue.path[0])] ?? String(issue.path[0])} of the worktree session is not valid.`,
    why:
      issue.code === 'too_big'
        ? `more than ${issue.maximum} characters are not possible`
        : issue.message,
    hint: 'Nothing was created. Use a shorter text without line breaks.',
  })
}

/** What the user calls the fields that may be too long. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ name: 'The name', repoRoot: 'The path of the repository', baseBranch: 'The base branch' },
  ...{ branchName: 'The branch', worktreePath: 'The path of the worktree', agent: 'The agent' },
  ...{ model: 'The model', script: 'The script', owner: 'The owner' },
}

function refuseBranch(name: string): void {
  const why = branchError(name)
  if (why === null) return
  throw new FailureError({
    kind: 'usage',
    what: `${JSON.stringify(name)} is not a valid branch name: it ${why}.`,
    hint: 'Choose another name.',
  })
}
