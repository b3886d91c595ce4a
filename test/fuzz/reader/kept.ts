import { readFileSync } from 'node:fs'
import { detectedAgents, readDetection } from '../../../src/backend/agents/install/detect.ts'
import { readKept } from '../../../src/backend/conversations/kept.ts'
import { plainLines } from '../../../src/state/conversations/conversation-text.ts'
import { readConversation } from '../../../src/state/conversations/read-conversation.ts'
import { hold, isCount, show } from '../finding.ts'
import { generate, generateBytes, many, maybe, noise, word } from '../generate.ts'
import { damage, deep, writeJson } from '../json.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const MARK = 'fleetmux-mark'

export const detection: Reader = {
  name: 'what is installed on a host',
  holds: 'a list that is whole, or none; each field is one line',
  make: random =>
    generateBytes(random, {
      whole: each =>
        `${noise(each)}${MARK} :home\n/home/x\n${MARK} :free\n123\n${many(each, 3, () => `${MARK} ${maybe(each, 'codex')}\n/bin/x\n/home/x/.local/lib/node_modules/y\n${each.pick(['0', '1', 'late', '999999'])}\n${noise(each)}1.2.3\n`).join('')}${MARK} end\n`,
      atoms: [`${MARK} `, `${MARK} end\n`, '\n', '1.2', ':free\n'],
    }),
  check(input) {
    const found = readDetection(Buffer.from(input, 'latin1').toString('utf8'), MARK)
    if (!found) return
    hold(found.free === null || isCount(found.free), 'room that is no figure')
    for (const each of detectedAgents(['codex', 'constructor'], found))
      for (const text of [each.path ?? '', each.version ?? '']) show(text)
  },
  worst: [
    size => `${MARK} a\n/b\n/b\n0\n${'1.'.repeat(size / 2)}\n${MARK} end\n`,
    size => `${MARK} `.repeat(size / 14),
    size => `${MARK} :login\n${':'.repeat(size)}\n${MARK} end\n`,
  ],
}

const AGENTS = ['claude', 'codex', 'gemini', 'copilot'] as const

const LINES = AGENTS.slice(0, 3).flatMap(name =>
  readFileSync(`test/fixtures/conversations/${name}.jsonl`, 'utf8').trim().split('\n'),
)

/** Real lines, with values in the wrong places. */
function line(random: Random): string {
  return writeJson(random, damage(random, JSON.parse(LINES[random.int(LINES.length)] ?? '{}')))
}

export const conversation: Reader = {
  name: 'conversations of agents',
  holds: 'figures are counts, each text can be shown, whatever the lines are',
  make: random =>
    generate(random, {
      whole: each => many(each, 8, () => line(each)).join('\n'),
      atoms: ['{"type":"assistant"', '"usage":', '"$set":', '\n', '{}', 'null'],
    }),
  check(input) {
    for (const agent of AGENTS) {
      const origin = { id: 'x', cwd: null, modified: null, whole: true, file: null }
      const read = readConversation({ ...origin, agent, text: input }, true)
      if (!read) continue
      for (const text of plainLines('host', read)) show(text)
      for (const { tokens } of read.conversation.use)
        for (const count of Object.values(tokens)) hold(isCount(count), 'tokens that are no count')
    }
  },
  worst: [
    deep('[', ']'),
    deep('{"message":', '}'),
    size => '\n'.repeat(size),
    size => '{"type":"user","message":{"content":"a"}}\n'.repeat(size / 42),
    size => `{"type":"user","message":{"content":"${' '.repeat(size)}x"}}`,
    size => `{"type":"user","message":{"content":"${'<a'.repeat(size / 2)}"}}`,
  ],
  costs: 3,
}

export const kept: Reader = {
  name: 'what a host has kept of conversations',
  holds: 'parts in their order, or none',
  make: random =>
    generate(random, {
      whole: each =>
        `${many(each, 4, () => `\n${MARK} file claude 17 ${word(each)}\n/x\n\n${line(each)}\n`).join('')}\n${MARK} end\n`,
      atoms: [`\n${MARK} `, `\n${MARK} end\n`, 'file claude', '\n'],
    }),
  check(input) {
    for (const { kind, words } of readKept(input, MARK)?.parts ?? [])
      hold(!/\n/.test(`${kind}${words.join('')}`), 'a head of two lines')
  },
  worst: [size => `\n${MARK} `.repeat(size / 15), size => `\n${MARK} ${' '.repeat(size)}`],
}
