import type { Intent } from '../../state/model/messages/intent.ts'
import { accessRoutes } from './access-routes.ts'
import { benchmarkRoutes } from './benchmark-routes.ts'
import { broadcastRoutes } from './broadcast-routes.ts'
import { fleetRoutes } from './fleet-routes.ts'
import { hostRoutes } from './host-routes.ts'
import { launchRoutes } from './launch-routes.ts'
import { paneRoutes } from './pane-routes.ts'
import { poolRoutes } from './pool-routes.ts'
import { commandRoutes } from './remote/command-routes.ts'
import { fileRoutes } from './remote/file-routes.ts'
import { historyRoutes } from './remote/history-routes.ts'
import { playbookRoutes } from './remote/playbook-routes.ts'
import { talkRoutes } from './remote/talk-routes.ts'
import type { Route } from './request/route.ts'
import { runRoutes } from './run-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { streamRoutes } from './stream-routes.ts'
import { worktreeDiffRoute } from './worktrees/worktree-diff.ts'
import { worktreeRoutes } from './worktrees/worktree-routes.ts'

/** Every route below /api/v1. The router, docs/api.md and the OpenAPI document are generated from it. */
export const ROUTES: readonly Route[] = [
  ...sessionRoutes,
  ...launchRoutes,
  ...paneRoutes,
  ...runRoutes,
  ...benchmarkRoutes,
  ...worktreeRoutes,
  worktreeDiffRoute,
  ...playbookRoutes,
  ...talkRoutes,
  ...broadcastRoutes,
  ...hostRoutes,
  ...fileRoutes,
  ...commandRoutes,
  ...historyRoutes,
  ...poolRoutes,
  ...fleetRoutes,
  ...streamRoutes,
  ...accessRoutes,
]

/**
 * Whether requests may dispatch an intent: `route`, or the reason why not. A new intent does not compile without an
 * entry here, and a test fails if `route` is given and no route dispatches it.
 */
export const INTENTS: Readonly<Record<Intent['type'], 'route' | { readonly not: string }>> = {
  broadcast: 'route',
  retry: 'route',
  interrupt: 'route',
  'call-off': 'route',
  record: 'route',
  new: 'route',
  kill: 'route',
  launch: 'route',
  'end-tracked': 'route',
  'fetch-results': 'route',
  reassign: 'route',
  recover: 'route',
  duty: 'route',
  measure: 'route',
  'remove-machine': 'route',
  'search-fleet': 'route',
  'watch-panes': 'route',
  dial: 'route',
  'hang-up': 'route',
  'test-host': 'route',
  'keep-host': 'route',
  'drop-host': 'route',
  'import-hosts': 'route',
  'read-importable': 'route',
  discover: 'route',
  'close-masters': 'route',
  send: { not: 'broadcast to one pane does it, with a receipt' },
  keys: { not: 'broadcast in the mode keys does it, with a receipt' },
  follow: { not: 'the page watches panes, and works in one of them' },
  'read-scrollback': { not: 'the screen of a pane is asked for and answered' },
  'read-worktrees': { not: 'the routes of worktree sessions ask their hosts themselves' },
  'read-worktree-text': { not: 'the routes of worktree sessions ask their hosts themselves' },
  'read-kept-worktrees': { not: 'worktree-rescues and worktree-leftovers tell it' },
  'new-worktree': { not: 'a route makes one, and answers with it' },
  'restore-worktree': { not: 'a route restores, and answers with what was done' },
  'start-benchmark': { not: 'a route runs it, and answers with its id' },
  'stop-benchmark': { not: 'a route stops it' },
  'act-on-worktree': { not: 'each act has a route that answers with its outcome' },
  'complete-mention': { not: 'a program knows its paths' },
  'check-mentions': { not: 'what is sent with `mentions` says in its receipt what is not there' },
  'ask-playbooks': { not: 'the routes of playbooks ask their hosts themselves' },
  'ask-files': { not: 'the routes of files ask their hosts themselves' },
  attach: { not: 'it needs a terminal' },
  'edit-text': { not: 'it needs a terminal' },
  'connect-host': { not: 'it needs a terminal, for the login' },
  'start-run': { not: 'the routes of the runs start one without the store' },
  'answer-run': { not: 'the routes of the runs do it' },
  'send-to-run': { not: 'the routes of the runs do it' },
  'stop-run': { not: 'the routes of the runs do it' },
  'fetch-run': { not: 'its commits belong into a repository here, which `run fetch` knows' },
  'remove-run': { not: '`run clean` does it' },
  'show-run': { not: 'the events of a run are a stream of its own' },
  'attend-runs': { not: 'the server watches them from its start' },
  attend: { not: 'it is of the screen' },
  quit: { not: 'the server ends when its process does' },
  join: { not: 'recover does it' },
  'read-agents': { not: 'the server reads them from its start' },
  track: { not: 'the server reads the records from its start' },
  'accept-secrets': { not: 'only a person who reads the lines can say that they are no secrets' },
}
