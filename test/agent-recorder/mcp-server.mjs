// A server of the Model Context Protocol on its standard input and output: one tool, which does nothing.
import { createInterface } from 'node:readline'

const note = { type: 'string', description: 'What to note' }
const tool = {
  name: 'add_note',
  description: 'Adds a note',
  inputSchema: { type: 'object', properties: { note }, required: ['note'] },
}
const ANSWERS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'notes', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: [tool] }),
  'tools/call': () => ({ content: [{ type: 'text', text: 'Noted.' }] }),
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const result = ANSWERS[method]?.(params) ?? {}
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`)
})
