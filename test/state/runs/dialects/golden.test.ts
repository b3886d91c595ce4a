import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Dialect, Speech } from '../../../../src/state/runs/dialect.ts'
import { createClaude } from '../../../../src/state/runs/dialects/claude/claude.ts'
import { createCopilot } from '../../../../src/state/runs/dialects/one-shot/copilot.ts'
import { createGemini } from '../../../../src/state/runs/dialects/one-shot/gemini.ts'
import { createOpencode } from '../../../../src/state/runs/dialects/one-shot/opencode.ts'
import { ndjson, replay } from './replay.ts'

const SPEECH: Speech = { prompt: 'SAY! hi', cwd: '/home/dev/shop', permissions: 'ask' }
const DEMO = { ...SPEECH, mcpServers: [{ name: 'demo', command: 'demo', args: [] }] }

const DIALECTS: Readonly<Record<string, (twoWay: boolean) => Dialect>> = {
  claude: twoWay => createClaude(DEMO, { agent: 'claude', twoWay }),
  copilot: () => createCopilot(DEMO),
  gemini: () => createGemini(DEMO),
  opencode: () => createOpencode(DEMO),
  qwen: twoWay => createClaude(DEMO, { agent: 'qwen', twoWay }),
}

const STREAMS = readdirSync('test/fixtures/streams')
  .filter(name => name.endsWith('.ndjson'))
  .map(name => name.replace('.ndjson', ''))
  .filter(name => Object.hasOwn(DIALECTS, agentOf(name)))

/** What is made of each recorded stream, read by eye against it: `vitest -u` writes it anew, and git shows the rest. */
test.each(STREAMS)('%s', async name => {
  const dialect = DIALECTS[agentOf(name)]?.(name.includes('.control-'))
  if (!dialect) throw new Error(`No dialect reads ${name}.`)
  const events = ndjson(replay(name, dialect))
  await expect(events).toMatchFileSnapshot(`../../../fixtures/runs/${name}.events.ndjson`)
})

test('every reader of the same lines comes to the same', () => {
  for (const name of STREAMS) {
    const make = DIALECTS[agentOf(name)] ?? DIALECTS.claude
    const read = () =>
      replay(name, make?.(true) ?? createClaude(SPEECH, { agent: 'claude', twoWay: true }))
    expect(read(), name).toEqual(read())
  }
})

function agentOf(name: string): string {
  return name.slice(0, name.indexOf('.'))
}
