import { z } from 'zod'
import type { WorktreeRow } from '../../../state/worktrees/worktree.ts'
import { Reply } from '../../reply/reply.ts'
import type { ApiCall } from '../request/route.ts'

export const iterateBody = z.strictObject({
  prompt: z.string().min(1),
  agent: z.string().min(1).optional(),
  model: z.string().min(1).optional(),
  permissions: z.enum(['ask', 'allow', 'deny']).default('ask'),
  /** Timeout of the agent, in milliseconds. */
  timeout: z.int().min(1000).max(86_400_000).default(86_400_000),
})

/** Starts an iteration, which runs independently of this server. The reply has the ids by which to find it. */
export async function startIteration(
  { fleet }: Pick<ApiCall, 'fleet'>,
  row: WorktreeRow,
  { prompt, agent, model, permissions, timeout }: z.output<typeof iterateBody>,
): Promise<Reply> {
  const begun = await (await fleet.onHosts.worktrees()).iterate(
    row,
    {
      ...{ prompt, permissions, useRules: true, alone: permissions !== 'ask' },
      timeout: Math.ceil(timeout / 1000),
      inactivity: 0,
      environment: {},
      ...(agent !== undefined && { agent }),
      ...(model !== undefined && { model }),
    },
    () => {},
  )
  return new Reply(202, begun)
}
