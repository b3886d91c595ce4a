import { END } from '../../pattern.ts'
import { asks, BOXED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for Continue's `cn`, based on screens of version 1.5.47. */
export const continueCli = watchedAgent({
  name: 'continue',
  command: 'cn',
  packages: ['npm:@continuedev/cli'],
  screens: ['◉ Continue CLI$'],
  rules: [
    asks('choice', { menu: { below: '^(?!● |[│ ]*● ▋)' } }),
    waits('login', 4, `^Enter your \\w+ API key:.*${END}`, { kind: 'login' }),
    waits('approval', 12, '^[│ ]*> \\S.* \\((?:tab|shift\\+tab|esc)\\)[ │]*$', {
      kind: 'permission',
      below: '^[│ ]*(?:Would you like to continue\\?)$(?![\\s\\S])',
      choice: '^\\s*(?<pointer>>) (?<label>\\S.*)$',
    }),
    works('interrupt-hint', 8, '\\( ?(?:\\d{1,4}[hms] ?)+• esc to interrupt ?\\)'),
    rests('prompt', 10, BOXED('[●○◉] ?')),
    rests('commands', 4, `^ *↑/↓ to navigate, Enter to select, Tab to complete$(?:\\n.*)?${END}`),
  ],
})
