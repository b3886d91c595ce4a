import { END } from '../../pattern.ts'
import { asks, BOXED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for Qwen Code: start based on screens of version 0.24.4, the rest on published screens. */
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
    asks('choice', { menu: { below: '^(?!✦ |[ │]*> )' } }),
    waits('login', 30, [`Select Authentication Method`, `^ *└─+┘${END}`], {
      kind: 'login',
      text: 'A login method has to be chosen: attach to choose it',
    }),
    waits('confirmation', 20, 'Waiting for user confirmation', { choice: 'menu' }),
    waits('panel', 4, `\\b[Ee]sc to (?:close|cancel)\\b.*(?:\\n[ │╰─╯]*){0,3}${END}`, {
      kind: 'choice',
      text: 'A list is open: attach to choose',
    }),
    // A subagent is working, even if Qwen Code shows its own prompt.
    works('agents', 6, '· [1-9]\\d* local agents?\\b'),
    works('cancel-hint', 10, '\\(\\d{1,4}[smh][^)]{0,200}· esc to cancel|\\(esc to cancel'),
    rests('prompt', 14, `^(?=.*(?:\\n.*){0,6}${END}) *>\\s+(?:Type your message|.*@path/to/file)`),
    rests('prompt-box', 14, BOXED('[>*!]')),
    // A list of commands may be open below the input field.
    rests('prompt-ruled', 24, `^─{8,}\\n[>*!] .*(?:\\n.*){0,14}?\\n─{8,}(?:\\n  .*){0,12}${END}`),
  ],
})
