/** OpenCode's plugin: a separate file that reports the same states as the hooks of other agents. */
export const PLUGIN = `// fleetmux hook: says in the pane's option @fleetmux_state what OpenCode does. Safe to remove.
import { execFile } from 'node:child_process'

const WORDS = {
  'permission.asked': 'waiting',
  'permission.updated': 'waiting',
  'question.asked': 'waiting',
  'permission.replied': 'working',
  'question.replied': 'working',
  'session.idle': 'idle',
}
let last = ''

function say(word) {
  const pane = process.env.TMUX_PANE
  if (!pane || !word || word === last) return
  last = word
  execFile('tmux', ['set-option', '-pq', '-t', pane, '@fleetmux_state', word], () => {})
}

function wordOf({ type, properties }) {
  if (type !== 'session.status') return WORDS[type]
  const status = properties?.status?.type
  return status === 'idle' ? 'idle' : status && 'working'
}

export const Fleetmux = async () => ({ event: async ({ event }) => say(wordOf(event)) })
`
