import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Dialect, Speech } from '../../../../src/state/runs/dialect.ts'
import { createAcp } from '../../../../src/state/runs/dialects/acp/acp.ts'
import { createCodexAppServer } from '../../../../src/state/runs/dialects/codex/codex-app-server.ts'
import { createCodexExec } from '../../../../src/state/runs/dialects/codex/codex-exec.ts'
import { play, readStream } from '../streams.ts'
import { converse } from './conversation.ts'

/** Each recorded stream of Codex and of ACP agents, and the events that are made of it. */
const GOLDEN = '../../../fixtures/runs'

const BASE: Speech = { prompt: 'SAY!', cwd: '/home/dev/shop', permissions: 'ask' }

const SPEECHES: Readonly<Record<string, Partial<Speech>>> = {
  'codex.resume': { session: '01a2242d-9d04-7953-bc6e-8aa0d4f48afd' },
  'codex-app-server.fork': { fork: '01a2242d-9d04-7953-bc6e-8aa0d4f48afd', permissions: 'deny' },
  'acp-gemini.load': { session: '1286b5ac-edc9-4446-af32-3ce59220e4c4' },
}

const names = readdirSync('test/fixtures/streams')
  .filter(file => file.endsWith('.ndjson'))
  .map(file => file.slice(0, -'.ndjson'.length))
  .filter(name => /^(codex|acp-)/.test(name))

/** Streams in which no session is begun: what lists sessions is no run. */
const RUNS = names.filter(name => !name.endsWith('.list'))

test.each(RUNS)('%s', async name => {
  const dialect = create(name, { ...BASE, ...SPEECHES[name] })
  const events = isTwoWay(name) ? converse(name, dialect).events : play(name, dialect).events
  const lines = [...events, { state: dialect.state() }].map(each => JSON.stringify(each))
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`${GOLDEN}/${name}.events.ndjson`)
})

function create(name: string, speech: Speech): Dialect {
  if (name.startsWith('codex.')) return createCodexExec(speech)
  return name.startsWith('acp-') ? createAcp(speech) : createCodexAppServer(speech)
}

function isTwoWay(name: string): boolean {
  return readStream(name).some(({ from }) => from === 'client')
}
