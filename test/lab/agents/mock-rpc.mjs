// Stands in for `codex app-server` and for `gemini --acp`: greets, opens a session, takes one turn, and writes down
// what it was told.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const say = value => process.stdout.write(`${JSON.stringify(value)}\n`)
const thread = { id: 'thread-1' }
const turn = { id: 'turn-1', status: 'completed', items: [] }
const modes = { availableModes: [{ id: 'default', name: 'Default' }], currentModeId: 'default' }
const ANSWERS = {
  'session/new': { sessionId: 'session-1', modes },
  'session/prompt': { stopReason: 'end_turn' },
  initialize: {},
  'thread/start': { thread, model: 'm1' },
  'turn/start': { turn: { ...turn, status: 'inProgress' } },
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method } = JSON.parse(line)
  appendFileSync(`${process.env.HOME}/told`, `${method}\n`)
  if (id !== undefined) say({ id, result: ANSWERS[method] ?? {} })
  if (method !== 'turn/start') return
  say({ method: 'turn/started', params: { threadId: thread.id, turn } })
  setTimeout(() => say({ method: 'turn/completed', params: { threadId: thread.id, turn } }), 500)
})
