import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** The footer below the input field, up to what it says of agents that work in the background. */
const FOOT = '^─{8,}\\n(?: {2}.*\\n){0,4} {2}.*· '
const AGENTS = '(?:\\d+ \\w+, ){0,2}\\d+ (?:local agent|workflow)s?\\b(?! paused)'
/** What may be below that line: rows of the panel with the agents. */
const PANEL = `.*(?:\\n.*){0,14}${END}`
/** The end of the last line of a list or panel that is to be closed; it may be wrapped. */
const CLOSE =
  '\\b[Ee]sc(?: |[ │]*\\n[ │]*)(?:to(?: |[ │]*\\n[ │]*))?(?:close|cancel)\\b|\\bEsc[ │]*\\n[ │]*to go back\\b|^[ │]{2,6}tab · (?:[^│\\n]{0,30} )?esc\\b|\\bnavigate · backspace edits search\\b|\\bNo user turns to rewind to|\\bType to search · Esc[ │]*\\n.*\\bto cancel\\b'
const WORKS = '\\(\\d{1,4}[smh][^)]{0,200}· esc to cancel|\\(esc to cancel'

/**
 * Rules for Qwen Code. Those for the start screen are based on version 0.24.4, the others on screenshots that others
 * have published.
 */
export const qwen = watchedAgent({
  name: 'qwen',
  processes: ['qwen-code'],
  packages: ['npm:@qwen-code/qwen-code'],
  titles: ['^Qwen - ', '^[✳◐]\\uFE0E '],
  screens: ['Qwen Code v?\\d', 'qwenlm\\.github\\.io'],
  rules: [
    { name: 'title-asks', state: 'waiting', where: 'title', all: ['^✳\\uFE0E? '], confidence: 0.9 },
    {
      name: 'title-works',
      state: 'working',
      where: 'title',
      all: ['^◐\\uFE0E? '],
      confidence: 0.85,
    },
    menuRule('choice', { menu: { below: '^(?!✦ |[ │]*> )' } }),
    questionRule(
      'settings',
      12,
      `^.{0,4}> Settings file corrupted\\b(?:.*\\n){1,10}?[ │╰─╯]*${END}`,
      {
        kind: 'choice',
        below: 'Settings file corrupted',
        choice: '^(?<pointer>>)? *(?<label>(?:Exit and|Continue with) .*)$',
      },
    ),
    // A setting has changed that holds only after a restart.
    questionRule(
      'restart',
      6,
      `(?:\\b[Pp]ress |['"])[rR]['"]? to(?: |[ │]*\\n[ │]*)restart\\b.*(?:\\n.*){0,2}${END}`,
      {
        kind: 'choice',
        choices: [{ key: 'r', label: 'Restart' }],
      },
    ),
    // The change that Qwen Code has proposed is open in an editor outside of the terminal.
    questionRule(
      'editor',
      8,
      `\\bSave and close external editor to continue\\b(?:.*\\n(?!─{8})){0,5}.*${END}`,
      {
        kind: 'text',
      },
    ),
    questionRule(
      'login',
      30,
      [`Select Authentication Method|^.{0,4}Connect a Provider\\b`, `^ *└─+┘${END}`],
      {
        kind: 'login',
        text: 'A login method has to be chosen: attach to choose it',
      },
    ),
    questionRule(
      'confirmation',
      20,
      `^ *[⠁-⣿]+ +Waiting for user confirmation.*(?:\\n(?!─{8}).*){0,6}${END}`,
      { choice: 'menu' },
    ),
    {
      ...questionRule(
        'sign-in',
        14,
        `^[ │]{1,5}(?:Waiting for .{0,20}auth|Please wait while auth).*(?:\\n.*){0,6}\\n[ │]*Esc to cancel\\b.*(?:\\n[ │─└┘]*){0,3}${END}`,
        { kind: 'login', below: '^[ ┌]*┌─+┐$' },
      ),
      confidence: 0.94,
    },
    {
      ...questionRule('panel', 6, `(?:${CLOSE}).*(?:\\n[ │╰─╯└┘]*){0,3}${END}`, {
        kind: 'choice',
        text: 'qwen shows a list: attach to choose',
      }),
      none: [WORKS],
    },
    {
      ...questionRule(
        'agent-asks',
        20,
        `${FOOT}(?=${AGENTS})[^⚠\\n]{0,60}⚠ needs approval\\b${PANEL}`,
        {
          kind: 'permission',
          text: 'An agent in the background needs an approval: attach to give it',
        },
      ),
      none: [WORKS],
    },
    // A subagent is working, even if Qwen Code itself shows its empty input field.
    workingRule('agents', 20, `${FOOT}${AGENTS}${PANEL}`),
    workingRule('cancel-hint', 10, WORKS),
    workingRule('compressing', 14, '^ {0,3}[⠁-⣿]+ Compressing chat history'),
    idleRule(
      'prompt',
      14,
      `^(?=.*(?:\\n.*){0,6}${END}) *>\\s+(?:Type your message|.*@path/to/file)`,
    ),
    idleRule('prompt-box', 14, boxedField('[>*!]')),
    // A list of commands may be open below the input field.
    idleRule(
      'prompt-ruled',
      24,
      `^─{8,}\\n(?:[>*!]|\\(r:\\)) .*(?:\\n.*){0,14}?\\n─{8,}(?:\\n  .*){0,12}${END}`,
    ),
  ],
})
