import { homedir } from 'node:os'
import * as z from 'zod'
import { failureJson } from '../../state/json/failure-json.ts'
import { DEEPEST } from '../../state/launch/ancestors.ts'
import { launchOf } from '../../state/launch/launch.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Launch } from '../../state/model/launch.ts'
import { Reply } from '../reply/reply.ts'
import { insideRoots } from './request/allowed-path.ts'
import { refusalOf } from './request/intent-result.ts'
import { type ApiCall, type Route, route } from './request/route.ts'
import { createWorktree, worktreeBody } from './worktrees/worktree-requests.ts'

const startBody = z.strictObject({
  ampPrompt: z
    .string()
    .min(1)
    .optional()
    .describe('a single prompt, named as in Amp Session Manager'),
  prompts: z.array(z.string().min(1)).min(1).max(100).optional().describe('a list of prompts'),
  agent: z.string().min(1).default('amplihack'),
  host: z.string().min(1).optional().describe('default: any machine with a free slot'),
  repository: z
    .string()
    .min(1)
    .optional()
    .describe('the path of a repository on this machine; default: where the server was started'),
  repoRoot: z.string().min(1).optional().describe('another name of `repository`'),
  branch: z.string().min(1).optional().describe('the branch to pack; default: the current one'),
  model: z.string().min(1).optional().describe('the name that the agent uses'),
  command: z
    .enum(['auto', 'ultrathink', 'analyze', 'fix'])
    .default('auto')
    .describe('mode of an agent that has modes, such as amplihack'),
  size: z.enum(['s', 'm', 'l', 'xl']).default('l').describe('size of the machine'),
  region: z.string().min(1).optional().describe('region of the machine'),
  maxTurns: z.int().min(1).max(50).default(10).describe('maximum number of turns'),
  permissions: z
    .enum(['allow', 'deny'])
    .optional()
    .describe('let the agent do everything, or only read'),
  headless: z
    .boolean()
    .default(false)
    .describe('`true`: the agent works to its end without interaction'),
  committedOnly: z
    .boolean()
    .default(false)
    .describe('`true`: uncommitted changes are not sent to the machine'),
})

/** Routes that start agents from prompts, and show their progress. */
export const launchRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/sessions',
    summary:
      'Starts an agent for each prompt, each in a session on a machine with a free slot; answers 202 with the launch, whose progress `GET /api/v1/launches/{ref}` returns. A body with `name` creates a worktree session instead, as `POST /api/v1/worktrees` does',
    role: 'admin',
    intents: ['launch'],
    body: z.union([startBody, worktreeBody]),
    content: 'prompts',
    run: async call => {
      // As in the API of Amp Session Manager, a body with a name creates a worktree session.
      if ('name' in call.body) return createWorktree({ ...call, body: call.body })
      const startedBy = startingChain(call)
      const order = await orderOf({ ...call, body: call.body })
      const ref = call.nextRef()
      call.fleet.store.dispatch({ type: 'launch', order: { ...order, startedBy }, ref })
      return new Reply(202, launchDocument(launchIn(call, ref)))
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/launches/{ref}',
    summary:
      'The progress of a launch (a start of agents with `POST /api/v1/sessions`), with one row for each prompt',
    role: 'viewer',
    intents: [],
    run: async call => launchDocument(launchIn(call, call.params['ref'] ?? '')),
  }),
]

/**
 * The panes of the agents that have started the new agent, directly or through others. @throws FailureError for too
 * many.
 */
function startingChain({ lineage }: Pick<ApiCall, 'lineage'>): readonly string[] {
  const chain = lineage()
  if (chain.length <= DEEPEST) return chain
  throw new FailureError({
    kind: 'refused',
    what: `Agents may start other agents only ${DEEPEST} levels deep, and you are at the last level.`,
    hint: 'Do the work yourself, or say in your answer what is left to do.',
  })
}

async function orderOf(call: ApiCall<z.output<typeof startBody>>) {
  const { body, fleet } = call
  const { ampPrompt, prompts, repoRoot, size, region, ...rest } = body
  const { directory } = fleet.store.getState().settings
  const all = prompts ?? (ampPrompt === undefined ? [] : [ampPrompt])
  if (all.length === 0)
    throw new FailureError({
      kind: 'usage',
      what: 'The body contains no prompt.',
      hint: 'Add `prompts`, a list of texts: {"prompts": ["fix the flaky test"]}.',
    })
  const repository = await insideRoots(call, body.repository ?? repoRoot ?? directory ?? homedir())
  return { ...rest, prompts: all, repository, tier: size, region: region ?? null }
}

function launchIn({ fleet }: Pick<ApiCall, 'fleet'>, ref: string): Launch {
  const known = launchOf(fleet.store.getState(), ref)
  if (known) return known
  const refusal = refusalOf(fleet.store.getState(), ref)
  throw new FailureError(
    refusal ?? {
      kind: 'missing',
      what: `There is no launch ${ref}, or the launch is no longer stored.`,
      hint: 'GET /api/v1/sessions lists the sessions that were started from prompts as `tracked`.',
    },
  )
}

function launchDocument({ ref, at, rows }: Launch) {
  return {
    ref,
    at,
    done: rows.every(row => row.done),
    rows: rows.map(({ prompt, step, id, host, failure, done }) => ({
      prompt,
      step,
      id: id ?? null,
      host: host ?? null,
      done,
      failure: failure ? failureJson(failure) : null,
    })),
  }
}
