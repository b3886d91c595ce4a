import { expect, test } from 'vitest'
import {
  createHostScriptReader,
  type HostScriptEvent,
} from '../../../src/backend/host-script/host-script.ts'

const nonce = '0123456789abcdef'
const lines = [
  'Welcome to the host',
  `${nonce} ready tmux 3.3a`,
  `${nonce} session $0 0 77 1700000000 3.3a`,
  `${nonce} session $12 keep-last 77 1700000000 3.3a client-attached+pane-focus-in+`,
  `${nonce} looked 0 `,
  `${nonce} looked 1 error connecting to /tmp/x (Permission denied) é`,
  `${nonce} opened 99`,
  `${nonce} streaming a1 123`,
  `${nonce} wake a1 %7`,
  `${nonce} wake a1 %7 \\015printed |`,
  `${nonce} wake a1 %7 \\033[1m|`,
  `${nonce} pause a1 %7`,
  `${nonce} gone a1`,
  `${nonce} closed 1 can't find session: $9`,
]
const events: HostScriptEvent[] = [
  { type: 'noise', text: 'Welcome to the host' },
  { type: 'ready', tmuxVersion: '3.3a' },
  {
    type: 'looked',
    server: {
      pid: 77,
      started: 1_700_000_000,
      version: '3.3a',
      sessions: [
        { id: '$0', destroyUnattached: false, hooks: [] },
        { id: '$12', destroyUnattached: true, hooks: ['client-attached', 'pane-focus-in'] },
      ],
    },
    message: '',
  },
  {
    type: 'looked',
    server: 'unknown',
    message: 'error connecting to /tmp/x (Permission denied) é',
  },
  { type: 'opened', pid: 99 },
  { type: 'streaming', tag: 'a1', pid: 123 },
  { type: 'wake', tag: 'a1', pane: '%7' },
  { type: 'wake', tag: 'a1', pane: '%7', printed: '\rprinted ' },
  { type: 'wake', tag: 'a1', pane: '%7' },
  { type: 'pause', tag: 'a1', pane: '%7' },
  { type: 'gone', tag: 'a1' },
  { type: 'closed', code: 1, message: "can't find session: $9" },
]

test('reads every message, however it is cut', () => {
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  for (let size = 1; size < 40; size++) {
    const reader = createHostScriptReader(nonce)
    const heard: HostScriptEvent[] = []
    for (let at = 0; at < bytes.length; at += size)
      heard.push(...reader.stderr(bytes.subarray(at, at + size)))
    expect(heard).toEqual(events)
  }
})

test('two writers in one line: a text and its newline are two writes', () => {
  const heard = createHostScriptReader(nonce).stderr(
    Buffer.from(`${nonce} wake a %1${nonce} wake b %2\n\nssh: bye${nonce} gone a\n`),
  )
  expect(heard).toEqual([
    { type: 'wake', tag: 'a', pane: '%1' },
    { type: 'wake', tag: 'b', pane: '%2' },
    { type: 'noise', text: 'ssh: bye' },
    { type: 'gone', tag: 'a' },
  ])
})

test('stdout begins after the mark, wherever it is cut', () => {
  const bytes = Buffer.from(`motd\nfoo ${nonce}x ${nonce}\n%begin 1 2 0\n${nonce}\nrest`)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = createHostScriptReader(nonce)
    const heard = [...reader.stdout(bytes.subarray(0, cut)), ...reader.stdout(bytes.subarray(cut))]
    expect(Buffer.concat(heard).toString()).toBe(`%begin 1 2 0\n${nonce}\nrest`)
  }
})

test('garbage never throws, and the next whole line is read again', () => {
  const random = seeded(20_24)
  const source = Buffer.from(`${lines.join('\n')}\n`)
  for (let round = 0; round < 3000; round++) {
    const reader = createHostScriptReader(nonce)
    for (let piece = 0; piece < 6; piece++) reader.stderr(mangle(source, random))
    const [last] = reader.stderr(Buffer.from(`\n${nonce} wake z9 %3\n`)).slice(-1)
    expect(last).toEqual({ type: 'wake', tag: 'z9', pane: '%3' })
  }
})

function mangle(source: Buffer, random: () => number): Buffer {
  const from = Math.floor(random() * source.length)
  const copy = Buffer.from(source.subarray(from, from + Math.floor(random() * 200)))
  for (let i = 0; i < copy.length; i++) if (random() < 0.03) copy[i] = Math.floor(random() * 256)
  return copy
}

/** The same numbers every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
