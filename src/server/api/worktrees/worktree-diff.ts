import * as z from 'zod'
import type { DiffOrder } from '../../../state/worktrees/worktree-handle.ts'
import { type Route, route } from '../request/route.ts'
import { findWorktree } from './worktree-requests.ts'

const commit = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^-\s]\S*$/, 'must be a commit, and must not begin with "-"')

const diffQuery = z.object({
  base: commit.optional().describe('the first commit; default: the base of the session'),
  head: commit.optional().describe('the last commit; default: the current files'),
  what: z
    .enum(['whole', 'staged', 'names'])
    .default('whole')
    .describe('`whole`: all changes, the default; `staged`: only staged ones; `names`: file names'),
  iteration: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('only the changes of the prompt with this number'),
  format: z
    .enum(['text', 'json'])
    .default('text')
    .describe('`text`: only the diff, the default; `json`: {base, head, diff}'),
})

export const worktreeDiffRoute: Route = route({
  method: 'GET',
  path: '/api/v1/sessions/{id}/diff',
  summary: 'The changes of a worktree session: by default from its base to the current files',
  role: 'viewer',
  intents: [],
  query: diffQuery,
  run: async call => {
    const { base, head, what, iteration, format } = call.query
    const order: DiffOrder = {
      what,
      ...(iteration !== undefined && { iteration }),
      ...(base !== undefined && { base }),
      ...(head !== undefined && { head }),
    }
    const diff = await (await call.fleet.onHosts.worktrees()).diff(await findWorktree(call), order)
    if (format === 'json') return diff
    return new Response(diff.diff, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  },
})
