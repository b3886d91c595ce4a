import * as z from 'zod'
import { serverKey } from '../../state/hosts/host.ts'
import { isListed, isReached } from '../../state/hosts/link-text.ts'
import { liveRunJson } from '../../state/json/live-run-json.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import { allLiveRuns } from '../../state/runs/run-state.ts'
import { Reply, successBody } from '../reply/reply.ts'
import { perSession } from '../targets/per-session.ts'
import { liveOf, mayBeSeen, recordOf, sessionIn } from '../targets/resolve-target.ts'
import { insideRoots } from './request/allowed-path.ts'
import { recordDocument, sessionDocument } from './request/documents.ts'
import { outcomeOf } from './request/intent-result.ts'
import { type ApiCall, type Route, route } from './request/route.ts'
import { refuseAbove } from './request/sending.ts'
import { findWorktree, outcomeReply, worktreeDocument } from './worktrees/worktree-requests.ts'

/** Routes of live sessions, and of sessions started from prompts. */
export const sessionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/sessions',
    summary:
      'All running tmux sessions with their agents, the records of sessions that were started from prompts, and the runs (agents without a terminal) that have not ended',
    role: 'viewer',
    intents: [],
    scoped: true,
    run: async ({ fleet, caller }) => {
      const state = fleet.store.getState()
      const live = [...state.hosts.values()].flatMap(host =>
        [...host.sessions.values()]
          .filter(session => mayBeSeen(caller, host, session))
          .map(session => sessionText(host, session, undefined)),
      )
      const records = caller.scope ? [] : [...(state.registry?.sessions.values() ?? [])]
      return listAnswer(live, {
        tracked: records.map(recordDocument),
        runs: caller.scope ? [] : allLiveRuns(state).map(liveRunJson),
        // Names of hosts whose sessions are not known now.
        unknown: caller.scope ? [] : unknownHosts(state),
      })
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/sessions/{id}',
    summary:
      'One session, named by its id, by `host/name`, or by the id of its record; or a worktree session, named by its full id',
    role: 'viewer',
    intents: [],
    scoped: true,
    run: async call => {
      const { fleet, caller, params } = call
      const { id = '' } = params
      const state = fleet.store.getState()
      // The id is unambiguous, because names of live sessions do not look like ids of worktree sessions.
      if (!caller.scope && isWorktreeId(id)) return worktreeDocument(call, await findWorktree(call))
      const record = caller.scope ? undefined : recordOf(state, id)
      const live = record ? liveOf(state, record) : sessionIn(state, caller, id)
      return {
        ...(live ? sessionDocument(live.host, live.session) : {}),
        record: record ? recordDocument(record) : null,
        live: live !== null,
      }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts/{host}/sessions',
    summary: 'Starts a session on a host, with a shell or a command',
    role: 'admin',
    intents: ['new'],
    body: z.strictObject({
      name: z.string().min(1).optional().describe('default: a number, which tmux chooses'),
      directory: z.string().min(1).optional().describe('default: that of the host'),
      command: z
        .union([z.string().min(1), z.array(z.string())])
        .optional()
        .describe('a line for the shell, or a program and its arguments; default: a shell'),
    }),
    run: async ({ params: { host = '' }, body, ...call }) => {
      const { message } = await outcomeOf(call, { type: 'new', host, ...body })
      return new Reply(201, null, message)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/sessions/{id}/kill',
    summary: 'Ends a session and everything that runs in it',
    role: 'admin',
    intents: ['kill'],
    run: async call => {
      const { host, session } = sessionIn(
        call.fleet.store.getState(),
        call.caller,
        call.params['id'] ?? '',
      )
      for (const { id } of session.panes)
        refuseAbove(
          call,
          { host: host.config.name, server: serverKey(host), pane: id },
          { done: 'Its session was not ended.', hint: 'Ask the user to end the session.' },
        )
      const { message } = await outcomeOf(call, {
        type: 'kill',
        host: host.config.name,
        server: serverKey(host),
        session: session.id,
        name: session.name,
      })
      return new Reply(200, null, message)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/sessions/{id}/abort',
    summary:
      'Ends a session that was started from a prompt; of a worktree session, stops the agent or aborts the rebase',
    role: 'admin',
    intents: ['end-tracked'],
    body: z
      .strictObject({
        force: z
          .boolean()
          .default(false)
          .describe('`true`: records the end even if the host cannot be reached'),
      })
      .default({ force: false }),
    run: async call => {
      if (isWorktreeId(call.params['id'] ?? ''))
        return outcomeReply(
          await (await call.fleet.onHosts.worktrees()).abort(await findWorktree(call)),
        )
      const id = trackedId(call)
      const { message } = await outcomeOf(call, { type: 'end-tracked', id, force: call.body.force })
      return new Reply(200, null, message)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/sessions/{id}/fetch',
    summary:
      'Fetches the commits of a session that was started from a prompt into a repository on this machine',
    role: 'admin',
    intents: ['fetch-results'],
    body: z
      .strictObject({
        repository: z
          .string()
          .min(1)
          .optional()
          .describe('its path; default: the repository that the session was started from'),
      })
      .default({}),
    run: async call => {
      const { repository } = call.body
      const inside = repository === undefined ? undefined : await insideRoots(call, repository)
      const { message, notes } = await outcomeOf(call, {
        type: 'fetch-results',
        id: trackedId(call),
        ...(inside !== undefined && { repository: inside }),
      })
      return new Reply(200, { notes }, message)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/sessions/{id}/reassign',
    summary:
      'Corrects the host in the record of a session that was started from a prompt, if that host was renamed or removed',
    role: 'admin',
    intents: ['reassign'],
    body: z.strictObject({ host: z.string().min(1).describe('the host on which the session is') }),
    run: async call => {
      const { message } = await outcomeOf(call, {
        type: 'reassign',
        id: trackedId(call),
        host: call.body.host,
      })
      return new Reply(200, null, message)
    },
  }),
]

/** A session of the list as JSON, made once for all clients until the session changes. */
const sessionText = perSession((host, session) => JSON.stringify(sessionDocument(host, session)))

/**
 * The response with the list. The sessions are already JSON texts, so they are inserted into the JSON text of the
 * response.
 */
function listAnswer(
  sessions: readonly string[],
  others: Readonly<Record<string, unknown>>,
): Response {
  const text = JSON.stringify(successBody({ sessions: [], ...others }))
  const at = text.indexOf(']')
  return new Response(`${text.slice(0, at)}${sessions.join()}${text.slice(at)}`, {
    headers: { 'Content-Type': 'application/json' },
  })
}

/** Whether the text is a complete id of a worktree session. */
function isWorktreeId(id: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{26}$/.test(id)
}

function unknownHosts({ hosts }: State): readonly string[] {
  return [...hosts.values()]
    .filter(host => !host.config.disabled && !(isReached(host) && isListed(host)))
    .map(({ config }) => config.name)
}

function trackedId({ fleet, params }: Pick<ApiCall, 'fleet' | 'params'>): string {
  const id = params['id'] ?? ''
  if (recordOf(fleet.store.getState(), id)) return id
  throw new FailureError({
    kind: 'missing',
    what: `No session with the id ${id} was started from a prompt. Nothing was done.`,
    hint: 'GET /api/v1/sessions lists the sessions that were started from prompts as `tracked`.',
  })
}
