import { describe, expect, test } from 'vitest'
import { choicesOf, readQuiet } from './quiet-screen.ts'

/** What Codex 0.171.0 draws, after its own code. */
const transcript = '• I look at the parser.\n\n  Worked for 3s • 00:30\n\n'
const working = '• I look at the parser.\n\n• Working (12s • esc to interrupt)\n\n'
const field =
  '› Ask Codex to do anything\n\n  gpt-6 default · ~/project\n  ← for agents · ? for shortcuts'
const approval = '  ! Approval needed in Robie [explorer]\n    /subagents to review requests\n\n'

describe('a list whose pointer is where the input field has its own', () => {
  const head = `${transcript}  Experimental features\n  Some take effect in new tasks only.\n\n`
  const boxes = '› [x] First feature  A description.\n  [ ] Last feature   Keep it.\n\n'
  const hooks =
    '  Event         Installed   Active   Description\n› PreToolUse    0           0        Before a tool\n  PostToolUse   0           0        After a tool\n\n'

  test.each([
    ['checkboxes', `${boxes}  space toggle · enter save · esc close`],
    ['checkboxes, other hints', `${boxes}  Press space to select or enter to save`],
    [
      'checkboxes above a preview',
      `${boxes}  gpt-6 · ~/project\n  space toggle · ←/→ move · enter save · esc back`,
    ],
    ['hooks', `${hooks}  Press enter to view hooks; esc to close`],
    ['hooks, other hints', `${hooks}  enter open · esc close`],
  ])('%s', (_, list) => {
    expect(readQuiet('codex', head + list)).toMatchObject({ agent: 'codex', state: 'waiting' })
  })

  test('a draft of such words is a draft', () => {
    for (const draft of ['PreToolUse is what?', 'enter the room · esc the other'])
      expect(
        readQuiet('codex', `${transcript}› ${draft}\n\n  gpt-6 default · ~/project`)?.state,
      ).toBe('idle')
  })
})

describe('a question beside its work', () => {
  const keys = '  enter submit   ctrl+] skip\n  shift+→ main prompt'

  test('with choices', () => {
    const reading = readQuiet(
      'codex',
      `${working}  Which port shall it use?\n\n  › 1. 8080\n    2. Other\n\n${keys}`,
    )
    expect(reading?.state).toBe('waiting')
    expect(choicesOf(reading)).toEqual(['1 8080', '2 Other'])
  })

  test('with a text', () => {
    const screen = `${working}  What shall it be called?\n\n  Type your answer\n\n${keys}`
    expect(readQuiet('codex', screen, { at: [2, 6] })).toMatchObject({
      state: 'waiting',
      question: { kind: 'text' },
    })
  })
})

describe('an approval that another thread waits for', () => {
  test.each([
    ['at rest', transcript],
    ['at work', working],
    ['beside another', `${working}  ! Approval needed in Main [default]\n`],
  ])('%s', (_, above) => {
    const reading = readQuiet('codex', above + approval + field, { at: [2, 8] })
    expect(reading).toMatchObject({ state: 'waiting', question: { kind: 'permission' } })
    expect(choicesOf(reading)).toEqual([])
  })

  test('above queued messages', () => {
    const queue = '• Queued follow-up inputs\n  ↳ then say what was found\n\n'
    expect(readQuiet('codex', working + approval + queue + field)?.state).toBe('waiting')
  })

  test.each([
    ['in an answer', `• It says:\n${approval}  Worked for 3s • 00:30\n\n`, 'idle'],
    ['above its work', `• It says:\n${approval}• Working (3s • esc to interrupt)\n\n`, 'working'],
    ['when it was left', `${approval}■ Conversation interrupted\n\n`, 'idle'],
  ])('is not waited for %s', (_, above, state) => {
    expect(readQuiet('codex', above + field)?.state).toBe(state)
  })
})

test.each([
  [
    'a login in the browser',
    'login',
    '\n  Finish signing in via your browser\n\n  https://example.com/oauth\n\n  On a remote or headless machine? Press esc and choose Sign in with Device Code',
  ],
  [
    'a conversation that another app has open',
    'choice',
    `${transcript}  🔒  This conversation is open in another app  r to retry\n      Close it there and press R to continue here.\n\n   r retry   esc/ctrl+c/q exit   ctrl+t transcript`,
  ],
  [
    'the list of tasks',
    'choice',
    '  Agent command center\n  1 need input   1 working\n  ────────────\n  › ● Build it  Needs input   │ Waiting for approval.\n\n  ↑↓ navigate o resume enter open n new f search r rename\n  a archive del delete ctrl+c quit',
  ],
])('%s is waited for', (_, kind, screen) => {
  const reading = readQuiet('codex', screen)
  expect(reading).toMatchObject({ state: 'waiting', question: { kind } })
  expect(choicesOf(reading)).toEqual([])
})

describe('works', () => {
  test.each([
    '• Waiting for background terminal (1m 04s •…',
    '• Waiting for background terminal (1m 0…',
    '• Running SessionStart hook: loading the notes',
  ])('behind %j', line => {
    expect(readQuiet('codex', `${line}\n\n${field}`, { at: [2, 2] })?.state).toBe('working')
  })

  test.each([
    '• I looked at it (3 files and so on…',
    '• PreToolUse hook (blocked)\n  feedback: no',
    '• Next comes: Running PreToolUse hook',
  ])('not behind %j', line => {
    expect(readQuiet('codex', `${line}\n\n${field}`, { at: [2, 3] })?.state).toBe('idle')
  })
})

describe('the viewer of the transcript', () => {
  const shown = `/ T R A N S C R I P T / / / / / /\n\n• Working (12s • esc to interrupt)\n\n• It would ask:\n\n  Would you like to run the following command?\n\n› 1. Yes, proceed (y)\n  2. No (esc)\n\n  Press enter to confirm or esc to cancel\n`
  const footer = `${'─'.repeat(60)} 100% ─\n ↑/↓ to scroll   pgup/pgdn to page   home/end to jump\n q close   esc to edit prev`

  test.each([
    ['project', 'idle'],
    ['⠋ project', 'working'],
    ['[ ! ] Action Required | project', 'waiting'],
  ])('is read by the title %j: %s', (title, state) => {
    const reading = readQuiet('codex', shown + footer, { title })
    expect(reading?.state).toBe(state)
    expect(choicesOf(reading)).toEqual([])
  })
})
