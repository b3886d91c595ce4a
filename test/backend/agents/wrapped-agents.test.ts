import { describe, expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { type Observation, readObservation } from '../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../src/state/model/fleet.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { recorded } from './recorded.ts'

/** What stands in a pane whose agent has another program around it. */
function read(
  name: string,
  command: string,
  foreground: readonly string[],
  more: { readonly dead?: { readonly code: number }; readonly below?: readonly string[] } = {},
) {
  const screen = recorded().find(each => each.name === name)
  const lines = [...(screen?.evidence.lines ?? []), ...(more.below ?? [])]
  const pane = { command: clean(command), title: clean(''), ours: false, ...more } as Pane
  const cursor = { x: 0, y: 0, visible: false }
  const seen: Observation = { pane, agent: null, foreground, lines, cursor, moved: -60_000 }
  const { reading } = readObservation(bundled, seen, 0)
  return reading && `${reading.agent} ${reading.state}`
}

const ASKS = 'claude/waiting-permission-bash'

describe('what is around an agent does not hide it', () => {
  test.each([
    ['script', ['script -q /dev/null claude']],
    ['sudo', ['sudo -u dev claude', 'claude']],
    ['npx', ['npm exec @anthropic-ai/claude-code', 'claude']],
    ['node', ['npm exec @anthropic-ai/claude-code', 'node /x/node_modules/.bin/claude']],
    ['docker', ['docker exec -it box claude']],
    ['kubectl', ['kubectl exec -it pod -- claude']],
    ['ssh', ['ssh -t gpu1 claude']],
    ['bash', ['bash ./work.sh', 'claude --resume']],
    ['timeout', ['timeout 1h claude', 'claude']],
  ])('%s', (command, foreground) => {
    expect(read(ASKS, command, foreground)).toBe('claude waiting')
    expect(read('claude/working-thinking', command, foreground)).toBe('claude working')
    expect(read('claude/idle-answered', command, foreground)).toBe('claude idle')
  })
})

describe('what shows another screen is not asked itself', () => {
  const bar = ['[0] 0:claude*                                    "dev" 12:00 30-Nov-26']
  test.each([
    ['tmux', ['tmux attach -t work'], bar],
    ['screen', ['screen -r'], []],
    ['nvim', ['nvim -c terminal'], ['-- TERMINAL --']],
    ['emacs', ['emacs -nw'], []],
    ['less', ['less dialog.txt'], ['(END)']],
    ['vim', ['vim dialog.txt'], ['"dialog.txt" 30L, 900B']],
  ])('%s', (command, foreground, below) => {
    expect(read(ASKS, command, foreground, { below })).toBeNull()
    expect(read('codex/waiting-permission-bash', command, foreground, { below })).toBeNull()
  })
})

describe('an editor in a wrapper that shows the screen of an agent is not an agent', () => {
  test.each([
    ['script', ['script -qc nvim -n dialog.txt /dev/null', 'nvim -n dialog.txt']],
    ['sudo', ['sudo vim dialog.txt', 'vim dialog.txt']],
    ['timeout', ['timeout 1h less dialog.txt', 'less dialog.txt']],
    ['bash', ['bash -c vim dialog.txt; true', 'vim dialog.txt']],
  ])('%s', (command, foreground) => {
    expect(read(ASKS, command, foreground)).toBeNull()
    expect(read('claude/idle-answered', command, foreground)).toBeNull()
    expect(read('codex/waiting-permission-bash', command, foreground)).toBeNull()
  })

  test('but an agent is seen in a tmux that sudo has attached', () => {
    const foreground = ['sudo -u ci tmux attach', 'tmux attach']
    expect(read('claude/idle-answered', 'sudo', foreground)).toBe('claude idle')
  })
})

test.each([
  [0, 'claude done'],
  [1, 'claude failed'],
  [137, 'claude failed'],
])('one that ends with %i while it asks does not ask any more', (code, expected) => {
  expect(read(ASKS, 'claude', [], { dead: { code } })).toBe(expected)
})
