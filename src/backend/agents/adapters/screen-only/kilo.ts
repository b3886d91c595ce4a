import { OPENCODE_RULES } from '../opencode.ts'
import { rests, watchedAgent, works } from './watched-agent.ts'

/** Kilo is a fork of OpenCode and has the same screens, so OpenCode's rules apply. */
export const kilo = watchedAgent({
  name: 'kilo',
  processes: ['kilocode'],
  packages: ['npm:@kilocode/cli'],
  titles: ['^Kilo(?: Code)?$'],
  screens: ['\\bKilo (?:Code|CLI|Gateway)\\b'],
  rules: [
    ...OPENCODE_RULES,
    works('interrupt', 4, '^ *esc interrupt$'),
    rests('home', 8, '^ *┃? *Ask anything\\.\\.\\.'),
  ],
})
