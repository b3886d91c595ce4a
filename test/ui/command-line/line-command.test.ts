import { describe, expect, test } from 'vitest'
import { suggest } from '../../../src/state/text/suggest.ts'
import { firstToken, quoted, tokens } from '../../../src/state/text/token.ts'
import { complete } from '../../../src/ui/command-line/completion.ts'
import { lineCommands, readWords } from '../../../src/ui/command-line/line-command.ts'
import { fleet, session, target } from '../fleet.ts'

const state = fleet({
  local: [session(1, 'notes')],
  lab1: [session(1, 'api'), session(2, 'my work')],
  lab2: [],
})

describe('words', () => {
  test.each([
    ['attach lab1/api', { type: 'attach', target: target('lab1', 1) }],
    ['attach notes', { type: 'attach', target: target('local', 1) }],
    ['attach "lab1/my work"', { type: 'attach', target: target('lab1', 2) }],
    ['follow lab1/api:0.0', { type: 'follow', target: target('lab1', 1) }],
    [
      'send lab1/api  echo "a  b" $(x)',
      { type: 'send', target: target('lab1', 1), text: 'echo "a  b" $(x)', enter: true },
    ],
    ['kill lab1/api', { type: 'ask', mode: 'kill', session: { host: 'lab1', session: '$1' } }],
    ['new lab1', { type: 'new', host: 'lab1' }],
    ['new lab1 web', { type: 'new', host: 'lab1', name: 'web' }],
    [
      'new lab1 web -- npm run dev',
      { type: 'new', host: 'lab1', name: 'web', command: 'npm run dev' },
    ],
    ['new lab1 -- top -d 1', { type: 'new', host: 'lab1', command: 'top -d 1' }],
    ['new', { type: 'ask', mode: 'new' }],
    ['filter api !web', { type: 'filter', text: 'api !web' }],
    ['filter', { type: 'filter', text: '' }],
    ['sort activity', { type: 'sort', by: 'activity' }],
    ['mouse off', { type: 'mouse', on: false }],
    ['dial lab2', { type: 'dial', host: 'lab2' }],
    ['  quit  ', { type: 'quit' }],
    ['help', { type: 'ask', mode: 'help' }],
    ['log', { type: 'ask', mode: 'log' }],
    ['', null],
  ])('%j', (text, intent) => {
    expect(readWords(state, text)).toEqual(intent)
  })

  test.each([
    ['atach lab1/api', 'There is no command atach. Did you mean attach?'],
    ['attach lab1/apo', 'There is no session apo. Did you mean lab1/api?'],
    ['attach', 'Name a session as host/session.'],
    ['dial lab9', 'There is no host lab9. Did you mean lab1?'],
    ['send lab1/api', 'The text is missing. Type send TARGET TEXT.'],
    ['sort colour', 'Type sort name, sort activity or sort host.'],
    ['mouse', 'Type mouse on or mouse off.'],
  ])('%j says %s', (text, said) => {
    expect(readWords(state, text)).toEqual({ type: 'say', text: said })
  })

  test('an unknown command without a similar one lists all commands', () => {
    expect(readWords(state, 'zzzzz')).toMatchObject({
      text: expect.stringContaining('attach, benchmarks, broadcast, dial, filter'),
    })
  })

  test('are sorted and have a usage text', () => {
    expect(lineCommands.map(word => word.name)).toEqual(
      lineCommands.map(word => word.name).toSorted(),
    )
    for (const word of lineCommands) expect(word.usage.startsWith(word.name)).toBe(true)
  })
})

describe('completion', () => {
  test.each([
    ['at', 'attach ', ['attach']],
    ['f', 'f', ['filter', 'follow']],
    ['attach lab', 'attach lab1/', ['lab1/api', 'lab1/my work']],
    ['attach lab1/m', 'attach "lab1/my work" ', ['lab1/my work']],
    ['attach "lab1/m', 'attach "lab1/my work" ', ['lab1/my work']],
    ['dial lab', 'dial lab', ['lab1', 'lab2']],
    ['sort a', 'sort activity ', ['activity']],
    ['mouse o', 'mouse o', ['on', 'off']],
    ['send lab1/api te', 'send lab1/api te', []],
    ['attach nowhere', 'attach nowhere', []],
  ])('%j becomes %j', (text, expected, choices) => {
    expect(complete(state, text)).toEqual({ text: expected, choices })
  })

  test('a completed target resolves to the same session', () => {
    const { text } = complete(state, 'attach lab1/m')
    expect(readWords(state, text)).toEqual({ type: 'attach', target: target('lab1', 2) })
  })
})

describe('tokens', () => {
  test.each(['plain', 'with space', 'say "x"', "it's", 'back\\slash', '$(id)'])(
    '%j is read back',
    token => {
      expect(firstToken(quoted(token))[0]).toBe(token)
    },
  )

  test('are split at spaces outside quotes', () => {
    expect(tokens('a "b c" \'d e\' f')).toEqual(['a', 'b c', 'd e', 'f'])
  })
})

test('the nearest choice is at most two letters away', () => {
  expect(suggest('atach', ['attach', 'filter'])).toBe('attach')
  expect(suggest('xyz', ['attach', 'filter'])).toBeNull()
  expect(suggest('lb', ['lab', 'label'])).toBe('lab')
})
