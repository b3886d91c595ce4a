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
  /** A single prompt. The name of the field is from the API of Amp Session Manager. */
  ampPrompt: z.string().min(1).optional(),
  prompts: z.array(z.string().min(1)).min(1).max(100).optional(),
  agent: z.string().min(1).default('amplihack'),
  host: z.string().min(1).optional(),
  repository: z.string().min(1).optional(),
  repoRoot: z.string().min(1).optional(),
  branch: z.string().min(1).optional(),
  model: z.string().min(1).optional(),
  command: z.enum(['auto', 'ultrathink', 'analyze', 'fix']).default('auto'),
  size: z.enum(['s', 'm', 'l', 'xl']).default('l'),
  region: z.string().min(1).optional(),
  maxTurns: z.int().min(1).max(50).default(10),
  permissions: z.enum(['allow', 'deny']).optional(),
  headless: z.boolean().default(false),
  committedOnly: z.boolean().default(false),
})

/** Routes that start agents from prompts, and show their progress. */
export const launchRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/sessions',
    summary:
      'Starts an agent for each prompt on a machine with room; answers 202 with the launch. With `name`, it starts a worktree session',
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
    summary: 'The progress of a start, with one row for each prompt',
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
      what: 'Missing prompts.',
      hint: 'Send {"prompts": ["..."]}.',
    })
  const repository = await insideRoots(call, body.repository ?? repoRoot ?? directory ?? homedir())
  return { ...rest, prompts: all, repository, tier: size, region: region ?? null }
}

function launchIn({ fleet }: Pick<ApiCall, 'fleet'>, ref: string): Launch {
  const known = launchOf(fleet.store.getState(), ref)
  if (known) return known
  const refusal = refusalOf(fleet.store.getState(), ref)
  throw new FailureError(
    refusal ?? { kind: 'missing', what: `There is no launch ${ref}, or it is no longer stored.` },
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
