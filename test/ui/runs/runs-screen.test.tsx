import { Box } from 'ink'
import { describe, expect, test } from 'vitest'
import type { Passage } from '../../../src/state/model/fleet-run.ts'
import type { Command } from '../../../src/state/model/messages/command.ts'
import { clean, cleanLines } from '../../../src/state/text/clean.ts'
import { width } from '../../../src/state/text/text.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { update } from '../../../src/ui/app/update.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { conversationLines } from '../../../src/ui/runs/conversation-lines.ts'
import { newRunDialog } from '../../../src/ui/runs/new-run-dialog.tsx'
import { RunsScreen } from '../../../src/ui/runs/runs-screen.tsx'
import { SessionList } from '../../../src/ui/sessions/session-list.tsx'
import { rowsOf } from '../../../src/ui/sessions/session-list-rows.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { ask, asksOf, head, runs, tells } from '../../state/runs/fleet-run.ts'
import { fleet, later, NOW } from '../fleet.ts'
import { printed } from '../parts/printed.tsx'

/** Keys as a person presses them, or messages, a second apart, and what the backend is asked by them. */
function play(
  state: UiState,
  ...keys: readonly (string | UiMessage)[]
): { state: UiState; sent: Command[] } {
  let at = NOW + 60_000
  let now = state
  const sent: Command[] = []
  for (const key of keys) {
    at += 1000
    const pressed = typeof key === 'string' ? resolveKey(now, key) : { intents: [key] }
    for (const intent of 'intents' in pressed ? pressed.intents : []) {
      const next = update(now, intent, at)
      now = next.state
      sent.push(...next.commands)
    }
  }
  return { state: now, sent }
}

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
  { columns: 40, rows: 10 },
]

const three = later(
  fleet(),
  { type: 'attend' },
  { type: 'attend-runs' },
  runs(
    'lab1',
    head('lab1', 'a', { created: 3 }),
    head('lab1', 'b', { created: 2 }),
    head('lab1', 'c', { created: 1, state: 'ended', code: 0, isShipped: true }),
  ),
  tells('lab1', 'a'),
  asksOf('lab1', 'b', ask('1')),
)

const passage = (text: string): Passage => ({ kind: 'text', text: cleanLines(text), isOpen: false })

function says(state: UiState, id: string, ...passages: readonly Passage[]): UiState {
  return later(state, { type: 'run-said', host: 'lab1', id, from: 0, passages, isCut: false })
}

function screen(state: UiState): string {
  const { columns, rows } = state.view
  return printed(
    state,
    <Box width={columns} height={rows - 2}>
      <RunsScreen />
      {newRunDialog.draw?.(state.view)}
    </Box>,
  )
}

describe('the screen of the runs', () => {
  test('opens at the one that asks, and reads its conversation', () => {
    const { state, sent } = play(three, 'J')
    expect(state.view.mode).toBe('runs')
    expect(sent).toContainEqual({ type: 'show-run', run: { host: 'lab1', id: 'b' } })
    expect(screen(state)).toMatch(/! asks .*npm test 1/)
  })

  test('goes from run to run, and leaves the conversation when it is left', () => {
    const { state, sent } = play(three, 'J', 'j')
    expect(sent.at(-1)).toEqual({ type: 'show-run', run: { host: 'lab1', id: 'a' } })
    expect(play(state, '.').state.view.runs?.run?.id).toBe('b')
    const left = play(state, 'Escape')
    expect([left.state.view.mode, left.state.view.runs]).toEqual(['normal', null])
    expect(left.sent).toEqual([{ type: 'show-run', run: null }])
  })

  test('stops a run once a person has said yes', () => {
    const asked = play(three, 'J', 'x')
    expect(asked.state.view.confirm?.question).toBe('Stop the run of claude on lab1: fix b?')
    expect(play(asked.state, 'n').sent).toEqual([])
    const { sent, state } = play(asked.state, 'y')
    expect(sent).toEqual([{ type: 'stop-run', host: 'lab1', id: 'b' }])
    expect(state.view.mode).toBe('runs')
  })

  test('sends a text, fetches commits, and removes what an ended run has left', () => {
    const typed = later(play(three, 'J', 's').state, { type: 'typed', text: 'go on' })
    expect(play(typed, 'Enter').sent).toEqual([
      { type: 'send-to-run', host: 'lab1', id: 'b', text: 'go on' },
    ])
    const ended = play(three, 'J', 'j', 'j').state
    expect(play(ended, 'F').sent).toEqual([{ type: 'fetch-run', host: 'lab1', id: 'c' }])
    expect(play(ended, 'X', 'y').sent).toEqual([{ type: 'remove-run', host: 'lab1', id: 'c' }])
    expect(play(ended, 's').state.view.toast?.text).toBe('The run has ended.')
    expect(play(play(three, 'J').state, 'X').state.view.toast?.text).toMatch(/still active/)
  })

  test('starts a run by a form that knows the agent and the host of the selected one', () => {
    const asked = play(three, 'J', 'a').state
    expect(screen(asked)).toMatch(/New run[^]*agent +claude[^]*host +lab1[^]*permissions +ask/)
    const typed = { type: 'typed', text: 'mend it' } as const
    const started = play(asked, typed, 'Enter')
    expect(started.sent).toEqual([
      { type: 'start-run', host: 'lab1', agent: 'claude', prompt: 'mend it', cwd: '' },
    ])
    expect(started.state.view.mode).toBe('runs')
    const fill = (text: string) => ['Tab', 'C-u', { type: 'typed', text }] as const
    const agent = [...fill('codex'), ...fill('lab1'), ...fill('~/src/shop')]
    const may = [...fill('deny'), ...fill('m2'), ...fill('look around')]
    expect(play(asked, ...agent, ...may, 'Enter').sent).toEqual([
      {
        ...{ type: 'start-run', host: 'lab1', agent: 'codex', prompt: 'look around' },
        ...{ cwd: '~/src/shop', permissions: 'deny', model: 'm2' },
      },
    ])
  })

  test('starts no run from a form that is wrong, and says where', () => {
    const asked = play(three, 'J', 'a').state
    const empty = play(asked, 'Enter')
    expect([empty.sent, screen(empty.state)]).toEqual([
      [],
      expect.stringContaining('The prompt is missing.'),
    ])
    const nowhere = [{ type: 'typed', text: 'x' }, 'Tab', 'Tab', 'C-u'] as const
    const wrong = play(asked, ...nowhere, { type: 'typed', text: 'nowhere' }, 'Enter')
    expect([wrong.sent, screen(wrong.state)]).toEqual([
      [],
      expect.stringContaining('no host nowhere'),
    ])
    const may = ['Tab', 'Tab', 'C-u', { type: 'typed', text: 'maybe' }, 'Enter'] as const
    const unclear = play(play(wrong.state, 'C-u', { type: 'typed', text: 'lab1' }).state, ...may)
    expect(screen(unclear.state)).toContain('ask, allow or deny')
    expect(play(asked, 'Escape').state.view.mode).toBe('runs')
  })

  test('scrolls and searches the conversation; at its end it follows what comes', () => {
    const lines = Array.from({ length: 100 }, (_, nth) => `line ${nth}.`).join('\n')
    const opened = says(play(three, 'J').state, 'b', passage(lines))
    expect(screen(opened)).toContain('line 99.')
    const up = play(opened, 'PPage').state
    expect(screen(up)).not.toContain('line 99.')
    const searching = later(play(opened, '/').state, { type: 'typed', text: 'line 7.' })
    const found = play(searching, 'Enter').state
    expect(screen(found)).toContain('line 7.')
    expect(screen(play(found, 'f').state)).toContain('line 99.')
  })

  test('folds tools to a line, and unfolds them', () => {
    const tool: Passage = {
      ...{ kind: 'tool', call: 't', name: clean('Bash'), state: 'done', diff: cleanLines('') },
      input: cleanLines('{"command":"ls"}'),
      output: cleanLines('README.md\nsrc'),
    }
    const opened = says(play(three, 'J').state, 'b', tool)
    expect(screen(opened)).toContain('+ Bash {"command":"ls"}')
    expect(screen(opened)).not.toContain('README.md')
    expect(screen(play(opened, 'Enter').state)).toContain('README.md')
  })

  test('counts the lines of a tool that are too many for the screen', () => {
    const tool: Passage = {
      ...{ kind: 'tool', call: 't', name: clean('Bash'), state: 'done', diff: cleanLines('') },
      input: cleanLines('seq 412'),
      output: cleanLines(Array.from({ length: 412 }, (_, at) => `line ${at}`).join('\n')),
    }
    const state = play(says(play(three, 'J').state, 'b', tool), 'Enter').state
    const texts = conversationLines(state).map(({ text }) => text)
    expect(texts.slice(-2)).toEqual(['    line 399', '    … 12 more lines'])
  })

  test.each(SIZES)('keeps within $columns x $rows, whatever runs are called', size => {
    const evil = `${'wide 漢字 '.repeat(40)}\u001b[31m\u202e`
    const many = Array.from({ length: 50 }, (_, nth) =>
      head('lab1', `r${nth}`, { title: clean(evil), agent: clean(evil) }),
    )
    const state = later(
      later(fleet(undefined, size), { type: 'attend-runs' }, runs('lab1', ...many)),
      asksOf('lab1', 'r7', ask('1', { text: cleanLines(evil) })),
    )
    const opened = says(play(state, 'J').state, 'r7', passage(evil))
    const rows = screen(opened).split('\n').slice(1, -1)
    expect(rows.length).toBeLessThanOrEqual(size.rows - 2)
    for (const row of rows) expect(width(row)).toBeLessThanOrEqual(size.columns)
  })

  test('says so where there are none', () => {
    const { state } = play(later(fleet(), { type: 'attend-runs' }), 'J', 'j', 'x', 'A')
    expect(screen(state)).toContain('No host has runs')
    expect(play(state, 'q').state.view.mode).toBe('normal')
  })
})

describe('a question of a run', () => {
  test('is answered by the box, once, and with what was shown', () => {
    const opened = play(three, 'A').state
    expect([opened.view.mode, opened.view.answer?.asked.name]).toEqual(['answer', 'lab1/fix b'])
    const { sent, state } = play(opened, 'y')
    expect(sent).toEqual([
      {
        ...{ type: 'answer-run', host: 'lab1', id: 'b', interaction: '1' },
        answer: { kind: 'allow' },
      },
    ])
    // Until its stream tells that it was heard, the same key sends nothing more.
    expect(play(state, 'A', 'y').sent).toEqual([])
  })

  test('that was answered elsewhere meanwhile is not answered again', () => {
    const opened = play(three, 'A').state
    const over = later(opened, tells('lab1', 'b'))
    const { sent, state } = play(over, 'y')
    expect(sent.filter(({ type }) => type === 'answer-run')).toEqual([])
    expect(state.view.toast?.text).toMatch(/is no longer waiting/)
  })

  test('in words is answered by an option or by a text', () => {
    const input = ask('2', { kind: 'input', options: [clean('red'), clean('blue')] })
    const state = later(three, asksOf('lab1', 'b', input))
    const answer = (text: string) => ({
      ...{ type: 'answer-run', host: 'lab1', id: 'b', interaction: '2' },
      answer: { kind: 'answer', text },
    })
    expect(play(state, 'A', '2').sent).toContainEqual(answer('blue'))
    const typed = { type: 'typed', text: 'green' } as const
    expect(play(state, 'A', typed, 'Enter').sent).toContainEqual(answer('green'))
  })

  test('stands in the list of sessions, first, and is the next that needs somebody', () => {
    const rows = rowsOf(three).map(row => (row.kind === 'run' ? `run ${row.run.id}` : row.kind))
    expect(rows.slice(0, 2)).toEqual(['need', 'run b'])
    expect(rows).toContain('run a')
    expect(play(three, '.').state.view.runs?.run).toEqual({ host: 'lab1', id: 'b' })
  })

  test('is named by its host where no heading says it: if it asks, and in a flat list', () => {
    const list = (state: UiState) =>
      printed(
        state,
        <Box width={76} height={20}>
          <SessionList area={{ x: 0, y: 0, width: 76, height: 20 }} />
        </Box>,
      )
    const names = (state: UiState) => list(state).match(/(?:lab1\/)?claude run/g)
    expect(names(three)).toEqual(['lab1/claude run', 'claude run'])
    expect(names(play(three, 't').state)).toEqual(['lab1/claude run', 'lab1/claude run'])
  })
})

test('a host that lists as many runs as a host lists at most is named', () => {
  const many = Array.from({ length: 200 }, (_, at) => head('lab1', `r${at}`))
  const state = later(fleet(), { type: 'attend-runs' }, runs('lab1', ...many))
  const opened = play(state, 'J').state
  expect(screen(opened)).toContain('lab1 lists only its newest 200 runs, 1 of 200')
  // The list is narrow where the conversation is beside it.
  const wide = { ...opened, view: { ...opened.view, columns: 120 } }
  expect(screen(wide)).toContain('newest 200 only, 1 of 200')
})
