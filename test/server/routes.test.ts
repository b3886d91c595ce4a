import { expect, test } from 'vitest'
import { ROUTES } from '../../src/server/api/routes.ts'
import type { Intent } from '../../src/state/model/messages/intent.ts'

/**
 * Whether requests may dispatch an intent: `route`, or the reason why not. A new intent does not compile without an
 * entry here.
 */
const INTENTS: Readonly<Record<Intent['type'], 'route' | { readonly not: string }>> = {
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
  'ask-history': { not: 'the routes of histories ask their hosts themselves' },
  'ask-agents': { not: 'the routes of talks ask themselves, and keep what was answered' },
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

test('every intent that is said to have a route has one, and no other has', () => {
  const routed = new Set(ROUTES.flatMap(route => route.intents))
  const wrong = Object.entries(INTENTS).filter(
    ([type, said]) => (said === 'route') !== routed.has(type as never),
  )
  expect(wrong).toEqual([])
})

test('no two routes answer the same request', () => {
  const all = ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([])
})

test('whoever only looks changes nothing: a viewer has no act', () => {
  const changing = ROUTES.filter(({ method, role }) => method !== 'GET' && role === 'viewer')
  // Whether the own device is notified concerns nobody else.
  const acts = changing.filter(({ path }) => path !== '/api/v1/push')
  expect(acts).toEqual([])
})
