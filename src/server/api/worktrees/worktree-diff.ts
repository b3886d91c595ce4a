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
  base: commit.optional(),
  head: commit.optional(),
  what: z.enum(['whole', 'staged', 'names']).default('whole'),
  iteration: z.coerce.number().int().min(1).optional(),
  format: z.enum(['text', 'json']).default('text'),
})

export const worktreeDiffRoute: Route = route({
  method: 'GET',
  path: '/api/v1/sessions/{id}/diff',
  summary:
    'The changes of a worktree session, as text/plain or {base, head, diff}; `whole` compares the base with the current files',
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
