import { accessRoutes } from './access-routes.ts'
import { benchmarkRoutes } from './benchmark-routes.ts'
import { broadcastRoutes } from './broadcast-routes.ts'
import { fleetRoutes } from './fleet-routes.ts'
import { hostRoutes } from './host-routes.ts'
import { launchRoutes } from './launch-routes.ts'
import { paneRoutes } from './pane-routes.ts'
import { poolRoutes } from './pool-routes.ts'
import { pushRoutes } from './push-routes.ts'
import { recordingRoutes } from './recording-routes.ts'
import { commandRoutes } from './remote/command-routes.ts'
import { fileRoutes } from './remote/file-routes.ts'
import { historyRoutes } from './remote/history-routes.ts'
import { playbookRoutes } from './remote/playbook-routes.ts'
import { talkRoutes } from './remote/talk-routes.ts'
import type { Route } from './request/route.ts'
import { runRoutes } from './run-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { streamRoutes } from './stream-routes.ts'
import { worktreeDiffRoute } from './worktrees/worktree-diff.ts'
import { worktreeRoutes } from './worktrees/worktree-routes.ts'

/**
 * The routes below /api/v1, except pairing, the OpenAPI document and the WebSocket (`http/app.ts`). The router,
 * docs/api.md and the OpenAPI document are generated from this list.
 */
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
  ...searchRoutes,
  ...fleetRoutes,
  ...recordingRoutes,
  ...streamRoutes,
  ...accessRoutes,
  ...pushRoutes,
]
