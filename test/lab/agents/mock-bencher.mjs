#!/usr/bin/env node
/**
 * An agent for benchmarks: it prints Claude Code's stream-json lines, and whether it solves a case follows from a seed,
 * its model and the case alone. What it is to do else is a word in the prompt. It is called `amp` or `claude`.
 *
 * `solve.txt` is what a verifier looks for. The prompt names the case as `case=NAME`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

const args = process.argv.slice(2)
if (args.includes('--version')) {
  process.stdout.write(`mock-bencher ${process.env.MOCK_VERSION ?? '1.0.0'}\n`)
  process.exit(0)
}
const after = name => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined)
const at = args.indexOf('continue')
const taken = at > 0 ? args[at + 1] : after('--resume')
const session = taken ?? `T-${createHash('sha1').update(process.cwd()).digest('hex').slice(0, 12)}`
const print = value =>
  process.stdout.write(`${JSON.stringify({ ...value, session_id: session })}\n`)
const delay = ms => new Promise(resolve => setTimeout(resolve, ms))

const prompt = readFileSync(0, 'utf8')
const model = after('--model') ?? process.env.MOCK_MODEL ?? modeOfAmp()
const word = name => new RegExp(`\\b${name}=(\\S+)`).exec(prompt)?.[1]
/** Amp has no flag for a model: a word or a variable chooses one. */
function modeOfAmp() {
  if (args.includes('--try-gpt5')) return 'gpt-5'
  return process.env.AMP_ALLOY_MODE === 'on' ? 'alloy' : 'default'
}

const usage = {
  input_tokens: 100,
  output_tokens: 10,
  cache_read_input_tokens: 50,
  cache_creation_input_tokens: 5,
}

function result(more = {}) {
  print({
    ...{ type: 'result', subtype: 'success', is_error: false, duration_ms: 10, num_turns: 1 },
    ...{ result: 'done', total_cost_usd: 0.01, usage, modelUsage: {}, permission_denials: [] },
    ...{ terminal_reason: 'completed', ...more },
  })
}

function fail(words, more = {}) {
  result({ is_error: true, terminal_reason: 'api_error', result: words, ...more })
  process.exit(1)
}

/** Between 0 and 1, the same for the same model and case wherever and whenever it runs. */
function drawn() {
  const text = `${process.env.MOCK_SEED ?? '1'} ${model} ${word('case') ?? ''}`
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32
}

print({
  ...{ type: 'system', subtype: 'init', cwd: process.cwd(), tools: [], mcp_servers: [] },
  ...{ model, permissionMode: 'default', claude_code_version: '1', plugins: [], skills: [] },
})
if (process.env.MOCK_LOG)
  appendFileSync(process.env.MOCK_LOG, `${model} ${word('case')} ${process.pid}\n`)
appendFileSync('prompts.txt', `${JSON.stringify({ prompt, session: taken ?? null, args })}\n`)
if (word('until')) while (!existsSync(word('until'))) await delay(50)
if (word('wait')) await delay(Number(word('wait')))
if (model === 'no-such-model') fail('API Error: 404 model: no-such-model not found')
if (prompt.includes('ENV'))
  writeFileSync(
    'env.txt',
    Object.entries(process.env)
      .map(each => each.join('='))
      .join('\n'),
  )
if (prompt.includes('BIG')) writeFileSync('big.txt', randomBytes(13 << 20).toString('base64'))
if (prompt.includes('HISTORY')) {
  const said = spawnSync('sh', [
    '-c',
    'git log --all --format=%H; git remote; git tag; git reflog; ls .git/logs .git/FETCH_HEAD .git/ORIG_HEAD',
  ])
  writeFileSync('history.txt', `${said.stdout}${said.stderr}`)
}
if (prompt.includes('LEAVE')) {
  const left = spawn('sh', ['-c', 'trap "" HUP TERM INT; sleep 600 & wait'], {
    detached: true,
    stdio: 'ignore',
  })
  writeFileSync('left.txt', String(left.pid))
  left.unref()
}
if (prompt.includes('CRASH')) process.exit(7)
if (prompt.includes('HANG')) await new Promise(() => setInterval(() => {}, 1000))
if (prompt.includes('QUOTA') || (process.env.MOCK_QUOTA && existsSync(process.env.MOCK_QUOTA)))
  fail('API Error: 429 usage limit reached', { api_error_status: 429 })
if (prompt.includes('AUTH')) fail('API Error: 401 invalid key', { api_error_status: 401 })
const least = Number(word('solves') ?? process.env.MOCK_RATE ?? 0.5)
const turn = readFileSync('prompts.txt', 'utf8').trim().split('\n').length
if (turn >= Number(word('after') ?? 1) && drawn() < least) writeFileSync('solve.txt', `${model}\n`)
print({
  type: 'assistant',
  message: {
    ...{ id: 'msg_1', model, role: 'assistant' },
    content: [{ type: 'text', text: `I have worked on ${word('case')}.` }],
  },
  parent_tool_use_id: null,
})
result()
