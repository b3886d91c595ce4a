import { describe, expect, test } from 'vitest'
import { choicesOf, readQuiet } from './quiet-screen.ts'

const WIDTHS = [40, 80, 120] as const

/** What Claude Code 2.1.332 draws, after its own code. */
const transcript = '❯ do it\n\n● I look at the parser.\n\n'
const ruler = (width: number) => '─'.repeat(width)
const dialog = (width: number, body: string) => `${transcript}${ruler(width)}\n${body}`
const prompt = (width: number, draft = '', below = '  ⏵⏵ auto mode on (shift+tab to cycle)') =>
  `\n\n${ruler(width)}\n❯ ${draft}\n${ruler(width)}\n${below}`

const PLAN = ` Enter plan mode?

 Claude wants to enter plan mode to explore and design an approach.

 In plan mode, Claude will:
  · Explore the codebase thoroughly
  · Identify existing patterns
  · Design an implementation strategy
  · Present a plan for your approval

 No code changes will be made until you approve the plan.
`
const BROWSER = ` Claude wants to use your browser

  With Claude in Chrome, Claude can open pages.

  ❯ Set it up
    Not now`
const TRUST = ` Accessing workspace:

 /home/dev/project

 Claude Code'll be able to read, edit, and execute files here.

 ❯ No, exit
   Yes, I trust this folder
`

describe('a dialog without numbers and with no key hint that is known', () => {
  test.each<[string, string, string[]]>([
    ['none', `${PLAN}\n   Yes, enter plan mode\n ❯ No, start now`, ['Enter No, start now']],
    ['none, no answer that refuses', BROWSER, ['Enter Set it up']],
    ['one choice', ' Setting up\n\n  ○ Connect to Chrome\n\n  ❯ Skip', ['Enter Skip']],
    ['Ctrl-C was pressed', `${TRUST}\n Press Ctrl-C again to exit`, ['Enter No, exit']],
    [
      'a key was too early',
      `${TRUST}\n Not answered yet · wait a second, then press again`,
      ['Enter No, exit'],
    ],
    [
      'checkboxes',
      ' 2 new servers\n\n ❯ [✔] files\n   [✔] notes\n     Enable selected\n\n Space to select · Esc to reject all',
      [],
    ],
  ])('%s', (_, body, choices) => {
    for (const width of WIDTHS) {
      const reading = readQuiet('claude', dialog(width, body))
      expect(reading).toMatchObject({ agent: 'claude', state: 'waiting' })
      expect(choicesOf(reading)).toEqual(choices)
    }
  })
})

test.each([
  'Esc to decide later',
  'Esc to skip for now',
  'Esc to start without it',
  'Esc to turn off external includes',
  'Enter to connect · Esc to go back',
  'Enter to review & send · esc to discard and exit',
  'Press Ctrl-D again to close',
])('a field with the key hint %j is waited for', hint => {
  const body = ` Set a limit\n\n Amount:\n\n > 25\n\n ${hint}`
  for (const width of WIDTHS)
    expect(readQuiet('claude', dialog(width, body))?.state).toBe('waiting')
})

test('the field for the code of a login may be indented', () => {
  const body =
    '  Use the url below to sign in\n\nhttps://example.com/oauth?a=1\n\n  Paste code here if prompted >'
  expect(readQuiet('claude', dialog(80, body))).toMatchObject({
    state: 'waiting',
    question: { kind: 'login' },
  })
})

describe('works', () => {
  test.each([
    '✻ API error · retrying in 5s · attempt 2/10',
    '✻ Usage limit reached · retrying in 2m 3s (resets 3pm) · attempt 3/10',
    '✻ No response from the API after 2m · retrying, waiting up to 5m · attempt 1/10\n  A proxy can cause this',
    '✻ No response from the API after 2m · retrying once, waiting up to 5m',
    '✻ Working at lower priority · waiting for capacity · next try in 5s · attempt 4',
    '∴ Compacting conversation…',
    '● Pondering… (12s · ↓ 56 tokens)',
  ])('behind %j', line => {
    for (const width of WIDTHS)
      expect(readQuiet('claude', transcript + line + prompt(width))?.state).toBe('working')
  })

  test.each([
    '● It said: API error · retrying in 5s · attempt 2/10',
    '● It printed:\n\n  ✻ API error · retrying in 5s · attempt 2/10',
    '∴ Thinking…\n\n  I consider it.\n  ⎿  Interrupted · What should Claude do instead?',
    '● Reading the notes… (12s)',
    '● Pondering… (12s · ↓ 56 tokens)\n\n  This is how its spinner looks.\n\n✻ Cooked for 5s',
    '✻ Cooked for 5s · done 4:02 AM',
  ])('not behind %j', line => {
    expect(readQuiet('claude', transcript + line + prompt(80))?.state).toBe('idle')
  })
})

describe('the viewer of the transcript', () => {
  const shown = `${transcript}  It would ask:\n\n  ❯ 1. Yes\n    2. No\n\n  Enter to select · Esc to cancel\n`
  const footer = (told: string) =>
    `${ruler(100)}\n  ${told}Showing detailed transcript · ctrl+o to toggle · ? for shortcuts`

  test.each([
    ['', 'idle'],
    ['working · ', 'working'],
    ['dialog waiting · ', 'waiting'],
  ])('its footer %jtells what goes on behind it: %s', (told, state) => {
    const reading = readQuiet('claude', `${shown}\n${footer(told)}`)
    expect(reading?.state).toBe(state)
    expect(choicesOf(reading)).toEqual([])
  })

  test('its footer in an answer says nothing', () => {
    const reading = readQuiet('claude', `${transcript}${footer('working · ')}${prompt(100)}`)
    expect(reading?.state).toBe('idle')
  })
})

test.each([
  'Waiting for your answer (ctrl+end) ↓',
  'Waiting for your answer · pgdn to scroll ↓',
  'Waiting for your answer ↓',
])('a dialog below the rows that are scrolled into view is waited for: %s', notice => {
  for (const end of ['', prompt(80)]) {
    const reading = readQuiet(
      'claude',
      `${transcript}  It reads the${' '.repeat(12)}${notice}${end}`,
    )
    expect(reading?.state).toBe('waiting')
    expect(choicesOf(reading)).toEqual([])
  }
})

test('an answered side question is no work', () => {
  const panel = (body: string, keys: string) =>
    `  /btw what is it?\n\n    ${body}\n\n  ${keys}Esc to close`
  expect(readQuiet('claude', panel('✻ Answering…', ''))?.state).toBe('working')
  expect(readQuiet('claude', panel('A parser.', 'c to copy · f to fork · '))?.state).toBe('waiting')
})

describe('nobody asks where the words of a dialog are only shown', () => {
  test.each([
    ['in an answer', `● It asks:\n\n  ❯ Set it up\n    Not now\n\n  Enter to retry · Esc to skip`],
    ['below a ruler of an answer', `● It asks:\n\n${ruler(80)}\n  ❯ Set it up\n    Not now`],
  ])('%s', (_, answer) => {
    expect(readQuiet('claude', transcript + answer + prompt(80))?.state).toBe('idle')
  })

  test('below the prompt', () => {
    const below = '  [Opus] Enter to win · Esc to lose'
    expect(readQuiet('claude', transcript + prompt(80, '', below))?.state).toBe('idle')
    expect(
      readQuiet('claude', transcript + prompt(80, '', '  Press Ctrl-C again to exit'))?.state,
    ).toBe('idle')
  })
})
