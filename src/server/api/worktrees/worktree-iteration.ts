import * as z from 'zod'
import { begunJson } from '../../../state/json/worktree-json.ts'
import type { WorktreeRow } from '../../../state/worktrees/worktree.ts'
import { Reply } from '../../reply/reply.ts'
import { PERMISSIONS } from '../request/field-meaning.ts'
import type { ApiCall } from '../request/route.ts'

/** The largest timeout of an agent's run that a request may set, in seconds. */
const DAY = 86_400

export const agentTimeout = z
  .int()
  .min(1)
  .max(DAY)
  .optional()
  .describe('limit for the agent in seconds; default: a day')

export const iterateBody = z
  .strictObject({
    prompt: z.string().min(1),
    agent: z.string().min(1).optional().describe('default: that of the session'),
    model: z.string().min(1).optional().describe('default: that of the session'),
    permissions: z.enum(['ask', 'allow', 'deny']).default('ask').describe(PERMISSIONS),
    timeoutSec: agentTimeout,
    timeout: z
      .int()
      .min(1000)
      .max(DAY * 1000)
      .optional()
      .describe('the same limit in milliseconds, a field of Amp Session Manager'),
  })
  .refine(({ timeoutSec, timeout }) => timeoutSec === undefined || timeout === undefined, {
    error: 'timeoutSec and timeout are the same: give only one',
    path: ['timeout'],
  })

/** Starts an iteration, which runs independently of this server. The reply has the ids with which clients find it. */
export async function startIteration(
  { fleet }: Pick<ApiCall, 'fleet'>,
  row: WorktreeRow,
  { prompt, agent, model, permissions, timeoutSec, timeout }: z.output<typeof iterateBody>,
): Promise<Reply> {
  const begun = await (await fleet.onHosts.worktrees()).iterate(
    row,
    {
      ...{ prompt, permissions, useRules: true, alone: permissions !== 'ask' },
      timeout: timeoutSec ?? Math.ceil((timeout ?? DAY * 1000) / 1000),
      inactivity: 0,
      environment: {},
      ...(agent !== undefined && { agent }),
      ...(model !== undefined && { model }),
    },
    () => {},
  )
  return new Reply(202, begunJson(begun))
}
