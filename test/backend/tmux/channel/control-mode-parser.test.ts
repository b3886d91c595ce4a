import { describe, expect, test } from 'vitest'
import {
  type ControlEvent,
  createControlReader,
  unescapeOutput,
} from '../../../../src/backend/tmux/channel/control-mode-parser.ts'

/** What a client prints in a short life, with a pane that tries to look like the protocol. */
const TRANSCRIPT = [
  '%begin 1700000000 268 0',
  '%end 1700000000 268 0',
  '%session-changed $0 main',
  '%begin 1700000001 273 1',
  'first line',
  '%end 1700000001 272 1',
  '%output %1 not a notice: inside an answer',
  'grüße 日本 👩‍💻',
  '%end 1700000001 273 1',
  '%output %5 \\033[1mgr\\303\\274\\134',
  '%begin 1700000001 274 1',
  'parse error: unknown command: bogus',
  '%error 1700000001 274 1',
  '%begin 1700000001 275 1',
  '%end 1700000001 275 1',
  'a banner of a login shell',
  '%exit lost server',
  '',
].join('\n')

const EXPECTED = [
  'answer ok other ""',
  'notice session-changed "$0 main"',
  'answer ok ours "first line\\n%end 1700000001 272 1\\n%output %1 not a notice: inside an answer\\ngrüße 日本 👩‍💻"',
  'notice output "%5 \\\\033[1mgr\\\\303\\\\274\\\\134"',
  'answer error ours "parse error: unknown command: bogus"',
  'answer ok ours ""',
  'noise "a banner of a login shell"',
  'notice exit "lost server"',
]

describe('control mode', () => {
  test('reads answers, notices and noise', () => {
    expect(read([Buffer.from(TRANSCRIPT)])).toEqual(EXPECTED)
  })

  test('reads the same when the bytes are cut anywhere', () => {
    const bytes = Buffer.from(TRANSCRIPT)
    for (let at = 0; at <= bytes.length; at++) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(EXPECTED)
    }
    expect(read(Array.from(bytes, byte => Buffer.from([byte])))).toEqual(EXPECTED)
  })

  test('never throws on rubbish, and hears what comes after it', () => {
    const random = seeded(42)
    const whole = Buffer.from(TRANSCRIPT)
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(whole)
      for (let hit = 0; hit < 5; hit++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      const after: ControlEvent[] = []
      const { read } = createControlReader(event => after.push(event))
      read(bytes)
      // An answer whose end was hit stays open; its own end closes it, and then all is heard again.
      read(
        Buffer.from(
          '\n%end 1700000000 268 0\n%end 1700000001 273 1\n%end 1700000001 274 1\n%end 1700000001 275 1\n',
        ),
      )
      const before = after.length
      read(Buffer.from('%sessions-changed\n'))
      expect(after.length - before <= 1).toBe(true)
    }
  })

  test('takes the octal escapes of output back, bytes before characters', () => {
    expect(unescapeOutput(Buffer.from('a\\033[1m\\303\\274\\134\\015\\012')).toString()).toBe(
      'a\u001b[1mü\\\r\n',
    )
    expect(unescapeOutput(Buffer.from('cut \\03')).toString()).toBe('cut \\03')
  })
})

function read(chunks: Buffer[]): string[] {
  const heard: string[] = []
  const reader = createControlReader(event => heard.push(show(event)))
  chunks.forEach(reader.read)
  return heard
}

function show(event: ControlEvent): string {
  if (event.type === 'noise') return `noise ${JSON.stringify(event.line.toString())}`
  if (event.type === 'notice')
    return `notice ${event.name} ${JSON.stringify(event.rest.toString())}`
  return `answer ${event.ok ? 'ok' : 'error'} ${event.ours ? 'ours' : 'other'} ${JSON.stringify(event.body.toString())}`
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}
