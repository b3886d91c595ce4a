import { failureJson } from '../../../state/json/failure-json.ts'
import { incompleteJson } from '../../../state/json/incomplete-json.ts'
import { begunJson, worktreeJson } from '../../../state/json/worktree-json.ts'
import type { WorktreeRow } from '../../../state/worktrees/worktree.ts'
import type { Outcome, Worktrees } from '../../../state/worktrees/worktree-handle.ts'
import { Reply } from '../../reply/reply.ts'
import { reachedHosts } from '../request/reached-hosts.ts'
import { type Route, route } from '../request/route.ts'
import { worktreeExportRoute } from './worktree-export.ts'
import { listQuery, mergeBody, ontoQuery, requestBody, restoreBody } from './worktree-fields.ts'
import { iterateBody, startIteration } from './worktree-iteration.ts'
import {
  cleanBody,
  cleanWorktree,
  createWorktree,
  findWorktree,
  listEverywhere,
  listOn,
  outcomeReply,
  restoreWorktree,
  worktreeBody,
  worktreeDocument,
} from './worktree-requests.ts'

/** Routes of worktree sessions: a branch, a worktree and an agent on any host. */
export const worktreeRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/worktrees',
    summary:
      'The worktree sessions (a branch, a worktree and an agent) of all connected hosts, and the hosts that could not be read',
    role: 'viewer',
    intents: [],
    query: listQuery,
    run: async call => {
      const worktrees = await call.fleet.onHosts.worktrees()
      const { host } = call.query
      const hosts = host === undefined ? reachedHosts(call) : [call.fleet.nameOf(host)]
      const { rows, failures } = await listOn(hosts, each => worktrees.list(each))
      return {
        worktrees: rows.map(worktreeJson),
        ...incompleteJson(rows),
        failures: failures.map(failureJson),
      }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/worktrees',
    summary:
      'Creates a worktree session (a branch and a worktree), and answers 201; with a prompt, also starts its agent, and answers 202',
    role: 'admin',
    intents: [],
    body: worktreeBody,
    content: 'prompt',
    run: createWorktree,
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktrees/{id}',
    summary: 'One worktree session with its iterations (each prompt with its changes)',
    role: 'viewer',
    intents: [],
    run: async call => worktreeDocument(call, await findWorktree(call)),
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktrees/{id}/preflight',
    summary: 'Everything that prevents the merge of a worktree session',
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
    summary:
      'Merges a worktree session into its base branch; if there are conflicts, merges nothing and answers 409 with the files',
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
    summary:
      'Prompts the agent of a worktree session again; answers 202 with the iteration (the prompt with its changes) as soon as the agent is running',
    role: 'admin',
    intents: [],
    body: iterateBody,
    content: 'prompt',
    run: async call => startIteration(call, await findWorktree(call), call.body),
  }),
  route({
    method: 'POST',
    path: '/api/v1/worktrees/{id}/pr',
    summary:
      'Pushes the branch of a worktree session and opens a pull request, or returns a link to open one',
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
    summary: 'Restores a removed worktree session by its full id: branch, worktree and record',
    role: 'admin',
    intents: [],
    body: restoreBody,
    run: restoreWorktree,
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktree-rescues',
    summary: 'The removed worktree sessions that can be restored',
    role: 'viewer',
    intents: [],
    run: async call => {
      const worktrees = await call.fleet.onHosts.worktrees()
      const { rows, failures } = await listEverywhere(call, host => worktrees.rescues(host))
      return { rescues: rows, failures: failures.map(failureJson) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/worktree-conflicts',
    summary: 'Pairs of worktree sessions, on any hosts, that would conflict if both were merged',
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
    summary:
      'The worktree sessions, and worktrees that were left behind: the size of each, and whether it can be removed without loss, with the reason',
    role: 'viewer',
    intents: [],
    run: async call => {
      const worktrees = await call.fleet.onHosts.worktrees()
      const { rows, failures } = await listEverywhere(call, host => worktrees.leftovers(host))
      return { leftovers: rows, failures: failures.map(failureJson) }
    },
  }),
]

/** Routes that change one worktree session and return the outcome. */
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
    act('squash', 'Squashes the commits of a worktree session into one commit', (all, row) =>
      all.squash(row),
    ),
    act('rebase', 'Rebases the branch of a worktree session on its base branch', (all, row) =>
      all.rebase(row),
    ),
    act(
      'continue',
      'Continues an interrupted rebase, merge or creation of a worktree session',
      (all, row) => all.resume(row),
    ),
    act('abort', 'Stops the agent of a worktree session, or aborts its rebase', (all, row) =>
      all.abort(row),
    ),
    route({
      method: 'POST',
      path: '/api/v1/worktrees/{id}/clean',
      summary:
        'Removes a worktree session, its worktree and its branch, if no work is lost; the session can be restored for 30 days',
      role: 'admin',
      intents: [],
      body: cleanBody,
      run: cleanWorktree,
    }),
    route({
      method: 'POST',
      path: '/api/v1/worktrees/{id}/run',
      summary:
        'Runs the script of a worktree session, without its agent; answers 202 with the iteration in which its result appears',
      role: 'admin',
      intents: [],
      run: async call => {
        const begun = await (await call.fleet.onHosts.worktrees()).test(await findWorktree(call))
        return new Reply(202, begunJson(begun))
      },
    }),
  ]
}
