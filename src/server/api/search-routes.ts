import * as z from 'zod'
import { serverKey } from '../../state/hosts/host.ts'
import { failureJson } from '../../state/json/failure-json.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import { selectedPanes } from '../../state/selectors/selected-panes.ts'
import { parseSelector } from '../../state/selectors/selector.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { paneId } from '../targets/resolve-target.ts'
import { type ApiCall, type Route, route } from './request/route.ts'

/** Timeout of a search over all screens, in milliseconds. */
const SEARCH = 60_000

const grepQuery = z.strictObject({
  pattern: z.string().min(1).max(1000).describe('a regular expression'),
  lines: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(2000)
    .describe('lines of scrollback to search in each pane'),
  fixed: z.stringbool().default(false).describe('`true`: the pattern is plain text'),
  ignoreCase: z.stringbool().default(false).describe('`true`: upper and lower case are the same'),
  select: z
    .string()
    .min(1)
    .optional()
    .describe('only sessions that match, such as `host=gpu* state=idle`; default: all'),
})

export const searchRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/grep',
    summary:
      'Searches the screens and scrollbacks of sessions for a pattern; at most the newest 200 matches of each pane',
    role: 'viewer',
    intents: ['search-fleet'],
    query: grepQuery,
    run: call => call.searches(() => grep(call)),
  }),
]

async function grep({ fleet, query }: ApiCall<unknown, z.output<typeof grepQuery>>) {
  const { store } = fleet
  const { select: chosen, ...asked } = query
  const before = store.getState().search
  const terms = chosen === undefined ? [] : parseSelector(chosen)
  store.dispatch({ type: 'search-fleet', ...asked })
  const started = store.getState().search
  if (!started || started === before) throw new FailureError(lastFailure(store.getState()))
  const over = await waitUntil(
    store,
    ({ search }) => (search?.id === started.id && search.pending.length === 0 ? search : null),
    SEARCH,
  )
  const now = over ?? store.getState().search ?? started
  const wrong = [...now.failures.values()].find(({ kind }) => kind === 'usage')
  if (wrong) throw new FailureError(wrong)
  return {
    hits: [...now.found].flatMap(([host, hits]) => {
      const server = serverKeyOf(store.getState(), host)
      const panes = selectedPanes(store.getState(), host, terms)
      return hits.flatMap(({ pane, below, text }) =>
        panes && !panes.has(pane)
          ? []
          : [{ host, pane: paneId({ host, server, pane }), below, text }],
      )
    }),
    pending: now.pending,
    failures: [...now.failures.values()].map(failureJson),
  }
}

function serverKeyOf({ hosts }: State, name: string): string {
  const host = hosts.get(name)
  return host ? serverKey(host) : ''
}

function lastFailure({ log }: State) {
  const empty = { kind: 'refused', what: 'The pattern is empty, so nothing was searched.' } as const
  return log.at(-1)?.failure ?? empty
}
