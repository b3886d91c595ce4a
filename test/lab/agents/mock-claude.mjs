#!/usr/bin/env node
/**
 * Speaks Claude Code's stream-json, both ways, without any service: what it does is a word in the prompt. It stands in
 * for an agent where the run is what is tried, and not the agent. Lines have the fields of the recorded streams.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const args = process.argv.slice(2)
if (args.includes('--version')) {
  process.stdout.write('2.1.332 (Claude Code)\n')
  process.exit(0)
}
const after = name => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
const twoWay = args.includes('--input-format')
const session = after('--resume') ?? after('--session-id') ?? '98f41e08-dc83-4023-8177-c3b7d7d31d5e'
const print = value =>
  process.stdout.write(`${JSON.stringify({ ...value, session_id: session })}\n`)
const delay = ms => new Promise(resolve => setTimeout(resolve, ms))

let nth = 0
const waiting = new Map()
const usage = {
  input_tokens: 400,
  output_tokens: 34,
  cache_read_input_tokens: 800,
  cache_creation_input_tokens: 0,
}

function say(text) {
  const id = `msg_${++nth}`
  const event = (event, more = {}) =>
    print({ type: 'stream_event', event, parent_tool_use_id: null, ...more })
  event({
    type: 'message_start',
    message: { id, role: 'assistant', content: [], model: 'mock-1', usage },
  })
  event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })
  for (const piece of text.match(/[^]{1,40}/g) ?? [])
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })
  print({
    type: 'assistant',
    message: { id, model: 'mock-1', role: 'assistant', content: [{ type: 'text', text }] },
    parent_tool_use_id: null,
  })
  event({ type: 'content_block_stop', index: 0 })
  event({ type: 'message_stop' })
}

/** Whether it may. Without anybody to ask it may not, unless it was told that it may do everything. */
async function ask(tool, input, id) {
  if (args.includes('bypassPermissions')) return true
  if (!twoWay) return false
  const request = `req-${++nth}`
  print({
    type: 'control_request',
    request_id: request,
    request: { subtype: 'can_use_tool', tool_name: tool, input, tool_use_id: id },
  })
  const { behavior } = await new Promise(resolve => waiting.set(request, resolve))
  return behavior === 'allow'
}

async function use(tool, input, work) {
  const id = `toolu_${++nth}`
  print({
    type: 'assistant',
    message: {
      id: `msg_${++nth}`,
      model: 'mock-1',
      role: 'assistant',
      content: [{ type: 'tool_use', id, name: tool, input }],
    },
    parent_tool_use_id: null,
  })
  const allowed = await ask(tool, input, id)
  const content = allowed ? work() : 'Permission denied'
  print({
    type: 'user',
    message: {
      role: 'user',
      content: [{ tool_use_id: id, type: 'tool_result', content, is_error: !allowed }],
    },
    parent_tool_use_id: null,
    ...(allowed &&
      tool === 'Write' && {
        tool_use_result: { type: 'create', filePath: input.file_path, content: input.content },
      }),
  })
  return allowed
}

function result(more = {}) {
  print({
    type: 'result',
    subtype: 'success',
    is_error: false,
    duration_ms: 10,
    num_turns: 1,
    result: 'done',
    terminal_reason: 'completed',
    total_cost_usd: 0.00244,
    usage,
    modelUsage: {},
    permission_denials: [],
    ...more,
  })
}

const SCENARIOS = {
  async WRITE(prompt) {
    const path = /WRITE (\S+)/.exec(prompt)?.[1] ?? 'written.txt'
    const done = await use(
      'Write',
      { file_path: `${process.cwd()}/${path}`, content: 'hello\n' },
      () => {
        writeFileSync(path, 'hello\n')
        return 'File created'
      },
    )
    say(done ? 'I wrote it.' : 'I was not allowed to.')
    result()
  },
  async COUNT(prompt) {
    const [, to, every] = /COUNT (\d+)(?: EVERY (\d+))?/.exec(prompt) ?? []
    for (let at = 1; at <= Number(to); at++) {
      say(`number ${at}.`)
      if (every) await delay(Number(every))
    }
    result()
  },
  async FLOOD(prompt) {
    const lines = Number(/FLOOD (\d+)/.exec(prompt)?.[1] ?? 1000)
    for (let at = 1; at <= lines; at++) {
      const more = process.stdout.write(
        `${JSON.stringify({ type: 'stream_event', event: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `line ${at}\n` } }, session_id: session, parent_tool_use_id: null })}\n`,
      )
      if (!more) await new Promise(resolve => process.stdout.once('drain', resolve))
    }
    result()
  },
  async LONG(prompt) {
    say('x'.repeat(Number(/LONG (\d+)/.exec(prompt)?.[1] ?? 1000)))
    result()
  },
  async CRASH() {
    process.stdout.write('{"type":"assistant","message":{"id":"msg_9","content":[{"ty')
    process.stderr.write('Segmentation fault\n')
    process.exit(139)
  },
  async HALF() {
    process.stdout.write(Buffer.from([0x7b, 0x22, 0xe2, 0x82]))
    process.exit(1)
  },
  async NOISE() {
    process.stdout.write('\u001b[1;32mWelcome to the machine\u001b[0m\r\n')
    process.stdout.write(
      `\u001b[0m${JSON.stringify({ type: 'system', subtype: 'status', status: 'requesting', session_id: session })}\r\n`,
    )
    say('through the noise')
    result()
  },
  async AUTH() {
    print({
      type: 'assistant',
      message: {
        id: 'msg_1',
        model: '<synthetic>',
        role: 'assistant',
        content: [{ type: 'text', text: 'Failed to authenticate. API Error: 401' }],
      },
      error: 'authentication_failed',
      parent_tool_use_id: null,
    })
    result({
      is_error: true,
      api_error_status: 401,
      terminal_reason: 'api_error',
      result: 'Failed to authenticate. API Error: 401',
    })
    process.exitCode = 1
  },
  async RATE() {
    print({
      type: 'system',
      subtype: 'api_retry',
      attempt: 1,
      max_retries: 1,
      retry_delay_ms: 10,
      error_status: 429,
      error: 'rate_limit',
    })
    print({
      type: 'assistant',
      message: {
        id: 'msg_1',
        model: '<synthetic>',
        role: 'assistant',
        content: [{ type: 'text', text: 'API Error: 429' }],
      },
      error: 'rate_limit',
      parent_tool_use_id: null,
    })
    result({
      is_error: true,
      api_error_status: 429,
      terminal_reason: 'api_error',
      result: 'API Error: Request rejected (429)',
    })
    process.exitCode = 1
  },
  async CONTEXT() {
    result({ is_error: true, terminal_reason: 'prompt_too_long', result: 'Prompt is too long' })
    process.exitCode = 1
  },
  async TURNS() {
    result({
      subtype: 'error_max_turns',
      is_error: true,
      terminal_reason: 'max_turns',
      num_turns: 2,
    })
    process.exitCode = 1
  },
  async STUBBORN() {
    for (const signal of ['SIGINT', 'SIGTERM'])
      process.on(signal, () => appendFileSync('signals', `${signal}\n`))
    say('I stay.')
    await new Promise(() => {})
  },
  async ENV(prompt) {
    say(String(process.env[/ENV (\S+)/.exec(prompt)?.[1] ?? 'HOME']))
    result()
  },
  async SILENT() {
    say('now silent')
    await new Promise(() => setInterval(() => {}, 1000))
  },
  async SPEND() {
    // As with a subagent in the background: what it costs is told, and it goes on.
    result()
    await new Promise(() => setInterval(() => {}, 1000))
  },
  async QUESTION() {
    const request = `req-${++nth}`
    const input = {
      questions: [
        {
          question: 'Which colour?',
          header: 'Colour',
          options: [
            { label: 'red', description: '' },
            { label: 'blue', description: '' },
          ],
          multiSelect: false,
        },
      ],
    }
    print({
      type: 'control_request',
      request_id: request,
      request: {
        subtype: 'can_use_tool',
        tool_name: 'AskUserQuestion',
        input,
        tool_use_id: 'toolu_q',
      },
    })
    const { updatedInput } = await new Promise(resolve => waiting.set(request, resolve))
    say(`You said ${updatedInput?.answers?.['Which colour?']}.`)
    result()
  },
}

async function answer(prompt) {
  if (nth === 0 && !args.includes('--no-init'))
    print({
      type: 'system',
      subtype: 'init',
      cwd: process.cwd(),
      tools: ['Bash', 'Write'],
      mcp_servers: [],
      model: 'mock-1',
      permissionMode: 'default',
      claude_code_version: '2.1.332',
      plugins: [],
      skills: [],
    })
  const name = Object.keys(SCENARIOS).find(each => prompt.includes(each))
  if (name) return SCENARIOS[name](prompt)
  say(`You said: ${prompt}`)
  result({ result: `You said: ${prompt}` })
}

if (!twoWay) await answer(readFileSync(0, 'utf8'))
else {
  let busy = Promise.resolve()
  for await (const text of createInterface({ input: process.stdin })) {
    const line = JSON.parse(text)
    if (line.type === 'user') busy = busy.then(() => answer(line.message.content))
    if (line.type === 'control_response') {
      const { request_id: id, response } = line.response
      waiting.get(id)?.(response)
      waiting.delete(id)
    }
  }
  await busy
}
