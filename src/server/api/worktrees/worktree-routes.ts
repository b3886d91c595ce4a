import * as z from 'zod'
import { failureJson } from '../../../state/json/failure-json.ts'
import { worktreeJson } from '../../../state/json/worktree-json.ts'
import type { WorktreeRow } from '../../../state/worktrees/worktree.ts'
import type { Outcome, Worktrees } from '../../../state/worktrees/worktree-handle.ts'
import { Reply } from '../../reply/reply.ts'
import { reachedHosts } from '../request/reached-hosts.ts'
import { type Route, route } from '../request/route.ts'
import { worktreeExportRoute } from './worktree-export.ts'
import { iterateBody, startIteration } from './worktree-iteration.ts'
import {
  cleanBody,
  cleanWorktree,
  createWorktree,
  everywhere,
  findWorktree,
  outcomeReply,
  restoreWorktree,
  worktreeBody,
  worktreeDocument,
} from './worktree-requests.ts'

const mergeBody = z
  .strictObject({
    message: z.string().min(1).optional(),
    squash: z.boolean().default(true),
    onto: z.string().min(1).optional(),
    fastForward: z.boolean().default(false),
    push: z.boolean().default(false),
  })
  .prefault({})

const requestBody = z
  .strictObject({
    title: z.string().min(1).max(300).optional(),
    body: z.string().max(60_000).optional(),
    fromHost: z.boolean().default(false),
  })
  .prefault({})

const ontoQuery = z.object({ onto: z.string().min(1).optional() })

/** Routes of worktree sessions: a branch, a worktree and an agent on any host. */
export const worktreeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/worktrees',
    summary: 'The worktree sessions of all hosts that are reached, and which hosts could not tell',
    role: 'viewer',
    intents: [],
    run: async call => {
      const worktrees = await call.fleet.onHosts.worktrees()
      const { rows, failures } = await everywhere(call, host => worktrees.list(host))
      return { worktrees: rows.map(worktreeJson), failures: failures.map(failureJson) }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/worktrees',
    summary: 'Makes a branch and a worktree; with a prompt its agent is asked. Answers 202',
    role: 'admin',
    intents: [],
    body: worktreeBody,
    content: 'prompt',
    run: createWorktree,
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktrees/{id}',
    summary: 'One worktree session with its iterations',
    role: 'viewer',
    intents: [],
    run: async call => worktreeDocument(call, await findWorktree(call)),
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktrees/{id}/preflight',
    summary: 'Everything that prevents its merge',
    role: 'viewer',
    intents: [],
    query: ontoQuery,
    run: async call => {
      const row = await findWorktree(call)
      const findings = await (await call.fleet.onHosts.worktrees()).preflight(row, call.query.onto)
      return { ready: findings.every(({ level }) => level !== 'block'), findings }
    },
  }),
  ...acts(),
  worktreeExportRoute,
  route({
    method: 'POST',
    path: '/api/v1/sessions/{id}/merge',
    summary: 'Merges a worktree session into its base; conflicts are an answer (409) with files',
    role: 'admin',
    intents: [],
    body: mergeBody,
    run: async call => {
      const { message, squash, onto, fastForward, push } = call.body
      const way = fastForward ? 'ff' : squash ? 'squash' : 'merge'
      const more = {
        ...(onto !== undefined && { onto }),
        ...(message !== undefined && { message }),
      }
      return outcomeReply(
        await (await call.fleet.onHosts.worktrees()).merge(await findWorktree(call), {
          ...{ way, push, ...more },
        }),
      )
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/sessions/{id}/iterate',
    summary: 'Asks the agent of a worktree session once more; answers 202 with the iteration',
    role: 'admin',
    intents: [],
    body: iterateBody,
    content: 'prompt',
    run: async call => startIteration(call, await findWorktree(call), call.body),
  }),
  route({
    method: 'POST',
    path: '/api/v1/worktrees/{id}/pr',
    summary: 'Pushes its branch and asks for its merge, or answers with the link to do so',
    role: 'admin',
    intents: [],
    body: requestBody,
    run: async call => {
      const { title, body, fromHost } = call.body
      return (await call.fleet.onHosts.worktrees()).requestMerge(await findWorktree(call), {
        ...{ fromHost, ...(title !== undefined && { title }), ...(body !== undefined && { body }) },
      })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/worktrees/{id}/restore',
    summary: 'Brings back a session that was removed, by its whole id: branch, worktree and all',
    role: 'admin',
    intents: [],
    body: z.strictObject({ branchName: z.string().min(1).optional() }).prefault({}),
    run: restoreWorktree,
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktree-rescues',
    summary: 'What was kept of removed sessions, and can be restored',
    role: 'viewer',
    intents: [],
    run: async call => {
      const worktrees = await call.fleet.onHosts.worktrees()
      const { rows, failures } = await everywhere(call, host => worktrees.rescues(host))
      return { rescues: rows, failures: failures.map(failureJson) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktree-conflicts',
    summary: 'Sessions of all hosts that would be in conflict with each other',
    role: 'viewer',
    intents: [],
    run: async call => {
      const worktrees = await call.fleet.onHosts.worktrees()
      const { conflicts, failures } = await worktrees.conflicts(reachedHosts(call))
      return { conflicts, failures: failures.flatMap(each => (each ? [failureJson(each)] : [])) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktree-leftovers',
    summary: 'What clean would remove, how large it is, and why',
    role: 'viewer',
    intents: [],
    run: async call => {
      const worktrees = await call.fleet.onHosts.worktrees()
      const { rows, failures } = await everywhere(call, host => worktrees.leftovers(host))
      return { leftovers: rows, failures: failures.map(failureJson) }
    },
  }),
]

/** Routes that change one session and return the outcome. */
function acts(): readonly Route[] {
  const act = (
    what: string,
    summary: string,
    work: (worktrees: Worktrees, row: WorktreeRow) => Promise<Outcome>,
  ) =>
    route({
      method: 'POST',
      path: `/api/v1/worktrees/{id}/${what}`,
      summary,
      role: 'admin',
      intents: [],
      run: async call =>
        outcomeReply(await work(await call.fleet.onHosts.worktrees(), await findWorktree(call))),
    })
  return [
    act('squash', 'Makes one commit of its commits', (all, row) => all.squash(row)),
    act('rebase', 'Rebases it in its own worktree', (all, row) => all.rebase(row)),
    act('continue', 'Goes on with what was interrupted', (all, row) => all.resume(row)),
    act('abort', 'Ends its agent, or a rebase', (all, row) => all.abort(row)),
    route({
      method: 'POST',
      path: '/api/v1/worktrees/{id}/clean',
      summary: 'Removes it where nothing is lost; with `force` and its name all the same',
      role: 'admin',
      intents: [],
      body: cleanBody,
      run: cleanWorktree,
    }),
    route({
      method: 'POST',
      path: '/api/v1/worktrees/{id}/run',
      summary: 'Runs only its script; answers 202 with the iteration',
      role: 'admin',
      intents: [],
      run: async call => {
        const begun = await (await call.fleet.onHosts.worktrees()).test(await findWorktree(call))
        return new Reply(202, begun)
      },
    }),
  ]
}
