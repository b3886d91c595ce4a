import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

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
    questionRule('login', 30, [`Select Authentication Method`, `^ *└─+┘${END}`], {
      kind: 'login',
      text: 'A login method has to be chosen: attach to choose it',
    }),
    questionRule(
      'confirmation',
      20,
      `^ *[⠁-⣿]+ +Waiting for user confirmation.*(?:\\n(?!─{8}).*){0,6}${END}`,
      { choice: 'menu' },
    ),
    questionRule('panel', 4, `\\b[Ee]sc to (?:close|cancel)\\b.*(?:\\n[ │╰─╯]*){0,3}${END}`, {
      kind: 'choice',
      text: 'qwen shows a list: attach to choose',
    }),
    // A subagent is working, even if Qwen Code itself shows its empty input field.
    workingRule('agents', 6, '· [1-9]\\d* local agents?\\b'),
    workingRule('cancel-hint', 10, '\\(\\d{1,4}[smh][^)]{0,200}· esc to cancel|\\(esc to cancel'),
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
      `^─{8,}\\n[>*!] .*(?:\\n.*){0,14}?\\n─{8,}(?:\\n  .*){0,12}${END}`,
    ),
  ],
})
