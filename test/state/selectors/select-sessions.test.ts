import { describe, expect, test } from 'vitest'
import { nameOf } from '../../../src/state/broadcast/recipient.ts'
import { select } from '../../../src/state/selectors/select-sessions.ts'
import { parseSelector } from '../../../src/state/selectors/selector.ts'
import { down, fleet, later, NOW, pane, session } from '../fleet.ts'

const state = (() => {
  const made = fleet({
    local: [session(1, 'notes')],
    gpu1: [
      session(1, 'train', { panes: [pane('%1', { command: 'claude' })] }),
      session(2, 'a b', { activity: NOW - 100_000 }),
    ],
    gpu2: [session(1, 'train', { panes: [pane('%1', { command: 'codex' })] })],
  })
  const hosts = [
    { name: 'local', transport: 'local' as const },
    { name: 'gpu1', transport: 'ssh' as const, tags: ['lab', 'big'] },
    { name: 'gpu2', transport: 'ssh' as const, tags: ['lab'] },
  ]
  return later(made, { type: 'configured', hosts, settings: made.settings })
})()

const names = (text: string) =>
  select(state, parseSelector(text)).targets.map(each => nameOf(state, each).replace(':0.0', ''))

describe('a selector', () => {
  test.each([
    ['host=gpu*', ['gpu1/train', 'gpu1/a b', 'gpu2/train']],
    ['host=gpu* session=train', ['gpu1/train', 'gpu2/train']],
    ['host=gpu? agent=claude,codex', ['gpu1/train', 'gpu2/train']],
    ['agent!=claude,codex', ['local/notes', 'gpu1/a b']],
    ['tag=lab tag!=big', ['gpu2/train']],
    ['tag!=lab', ['local/notes']],
    ['session=a?b', ['gpu1/a b']],
    ['state=quiet', ['gpu1/a b']],
    ['state!=quiet command=bash', ['local/notes']],
    ['host=GPU1', []],
    ['session=t.*', []],
  ])('%s', (text, wanted) => {
    expect(names(text)).toEqual(wanted)
  })

  test.each([
    ['hots=gpu1', '"hots=gpu1" has the unknown field "hots".', 'Did you mean host=?'],
    ['colour=red', '"colour=red" has the unknown field "colour".', 'The fields are host, tag'],
    [
      'host=gpu1 gpu2',
      '"gpu2" is not a valid term of a selector.',
      'A term has the form FIELD=VALUE; the fields are host, tag, session, agent, state, command.',
    ],
    [
      'host=',
      '"host=" has an empty value.',
      'Write a value behind the sign; * stands for any text.',
    ],
    [
      'host=a,,b',
      '"host=a,,b" has an empty value.',
      'Write a value behind the sign; * stands for any text.',
    ],
    ['state=waitng', '"state=waitng" names an unknown state.', 'active, quiet'],
    ['  ', 'The selector is empty.', '--all'],
  ])('%s is refused, and the term is named', (text, what, now) => {
    expect(() => parseSelector(text)).toThrow(what)
    expect(() => parseSelector(text)).toThrow(now)
  })

  test('no terms mean everybody; a host that cannot be asked is named', () => {
    expect(select(state, []).targets).toHaveLength(4)
    const lost = later(down(state, 'gpu2'), {
      type: 'server',
      host: 'gpu2',
      server: { state: 'unknown' },
    })
    expect(select(lost, parseSelector('host=gpu* agent=codex'))).toEqual({
      targets: [],
      unasked: ['gpu2'],
    })
    expect(select(lost, parseSelector('host=local')).unasked).toEqual([])
  })
})
