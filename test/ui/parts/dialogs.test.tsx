import { Box } from 'ink'
import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import { Confirm } from '../../../src/ui/app/confirm-dialog.tsx'
import { Footer } from '../../../src/ui/app/footer.tsx'
import { Help } from '../../../src/ui/app/help.tsx'
import { StatusLine } from '../../../src/ui/app/status-line.tsx'
import { Welcome } from '../../../src/ui/app/welcome.tsx'
import { EventLog } from '../../../src/ui/log/event-log.tsx'
import { LogEntry } from '../../../src/ui/log/log-entry.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { Form } from '../../../src/ui/sessions/new-session-dialog.tsx'
import { layoutOf } from '../../../src/ui/view/layout.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { fleet, later } from '../fleet.ts'
import { printed } from './printed.tsx'

const SIZES = [
  [80, 24],
  [100, 45],
] as const

const opened = (columns: number, rows: number, ...messages: readonly UiMessage[]): UiState =>
  later(fleet(undefined, { columns, rows }), ...messages)

function dialog({ view, ...state }: UiState): string {
  const whole = { ...state, view }
  return printed(
    whole,
    <Box width={view.columns} height={view.rows - 2}>
      {view.form && <Form form={view.form} />}
      {view.confirm && <Confirm confirm={view.confirm} />}
      {view.mode === 'help' && <Help />}
      {view.mode === 'log' && <EventLog />}
      {view.mode === 'entry' && <LogEntry />}
      {view.mode === 'welcome' && <Welcome />}
    </Box>,
  )
}

/** Every line of the dialog is as wide as its border. */
function isAligned(text: string): boolean {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return new Set(lines.map(line => line.trimEnd().length)).size === 1
}

describe.each(SIZES)('%ix%i', (columns, rows) => {
  test('the form', () => {
    const text = dialog(
      opened(
        columns,
        rows,
        { type: 'ask', mode: 'new' },
        { type: 'typed', text: 'api:1' },
        { type: 'submit' },
      ),
    )
    for (const part of [
      'host',
      'local',
      'name',
      'api:1',
      'tmux allows no :',
      'directory',
      'command',
      'empty: your shell',
    ])
      expect(text).toContain(part)
    expect(isAligned(text)).toBe(true)
  })

  test('the question before a session is ended', () => {
    const text = dialog(opened(columns, rows, { type: 'ask', mode: 'kill' }))
    for (const part of ['End session notes on local, with 1 pane?', 'n  No', 'y  Yes'])
      expect(text).toContain(part)
    expect(isAligned(text)).toBe(true)
  })

  test('help', () => {
    const text = dialog(opened(columns, rows, { type: 'ask', mode: 'help' }))
    for (const part of ['Keys: sessions', 'j down', 'down a row', 'what they do'])
      expect(text).toContain(part)
    expect(isAligned(text)).toBe(true)
  })

  test('the event log', () => {
    const failure = makeFailure({
      kind: 'late',
      namesHost: true,
      what: 'lab1 did not answer.',
      host: 'lab1',
      hint: 'Check it.',
    })
    const text = dialog(
      opened(
        columns,
        rows,
        { type: 'did', text: 'Started web on lab1.' },
        { type: 'failed', failure },
        { type: 'ask', mode: 'log' },
      ),
    )
    for (const part of [
      'Event log 2',
      'Started web on lab1.',
      '✗ lab1  lab1 did not answer. Check it.',
    ])
      expect(text).toContain(part)
    expect(isAligned(text)).toBe(true)
  })

  test('one entry of it, whole', () => {
    const failure = makeFailure({
      kind: 'late',
      what: 'It did not answer.',
      host: 'lab1',
      hint: 'Check it.',
    })
    const text = dialog(
      opened(
        columns,
        rows,
        { type: 'failed', failure: { ...failure, kind: 'late' } },
        { type: 'ask', mode: 'log' },
        { type: 'enter' },
      ),
    )
    for (const part of ['Entry 1 of 1', 'Where  lab1 (ssh)', 'What   It did', 'Now    Check it.'])
      expect(text).toContain(part)
    expect(isAligned(text)).toBe(true)
  })

  test('the welcome', () => {
    const alone = later(fleet({ local: [] }, { columns, rows }), {
      type: 'server',
      host: 'local',
      server: { state: 'none' },
    })
    const text = dialog(alone)
    for (const part of [
      'Welcome to fleetmux',
      'This machine: no server running.',
      'n ',
      'fleetmux hosts import',
      'fleetmux demo',
    ])
      expect(text).toContain(part)
    expect(isAligned(text)).toBe(true)
  })
})

describe('the lines at the bottom', () => {
  const bottom = (...messages: readonly UiMessage[]) => {
    const state = opened(100, 24, ...messages)
    const { status, footer } = layoutOf(state.view)
    const line = printed(
      state,
      <Box width={100} height={2}>
        <StatusLine area={{ ...status, y: 0 }} />
        <Footer area={{ ...footer, y: 1 }} />
      </Box>,
    )
    return line
      .trim()
      .split('\n')
      .map(each => each.trimEnd())
  }

  test('count the fleet', () => {
    expect(bottom()[0]).toBe('3 hosts up  ·  6 sessions  ·  ● 6 active')
  })

  test('show the filter for as long as there is one', () => {
    expect(bottom({ type: 'filter', text: 'api' })[0]).toContain('filter: api')
  })

  test('answer the last key', () => {
    expect(bottom({ type: 'say', text: 'Done\nso.' })[0]).toBe('· Done so.')
    expect(bottom({ type: 'did', text: 'Done.' })[0]).toBe('✓ Done.')
  })

  test.each([
    ['filter', 'filter: lab  name, host, command or title; !word leaves out'],
    ['search', 'search: lab'],
    ['send', 'send to local/notes: lab'],
    ['command', ':lab'],
  ] as const)('take a line: %s', (mode, text) => {
    const [line, footer] = bottom({ type: 'ask', mode }, { type: 'typed', text: 'lab' })
    expect(line?.replace(/ +/g, ' ')).toBe(text.replace(/ +/g, ' '))
    expect(footer).toMatch(/^ ?enter/)
  })

  test('offer what a command could go on with', () => {
    expect(bottom({ type: 'ask', mode: 'command' }, { type: 'typed', text: 'f' })[0]).toContain(
      'filter  follow',
    )
    expect(bottom({ type: 'ask', mode: 'command' }, { type: 'typed', text: 'sort ' })[0]).toContain(
      'name  activity  host',
    )
  })
})
