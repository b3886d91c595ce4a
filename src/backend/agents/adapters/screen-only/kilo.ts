import { OPENCODE_RULES } from '../opencode.ts'
import { idleRule, watchedAgent, workingRule } from './watched-agent.ts'

/** Kilo is a fork of OpenCode and has the same screens, so OpenCode's rules apply. */
export const kilo = watchedAgent({
  name: 'kilo',
  processes: ['kilocode'],
  packages: ['npm:@kilocode/cli'],
  titles: ['^Kilo(?: Code)?$'],
  screens: ['\\bKilo (?:Code|CLI|Gateway)\\b'],
  rules: [
    ...OPENCODE_RULES,
    workingRule('interrupt', 4, '^ *esc interrupt$'),
    idleRule('home', 8, '^ *┃? *Ask anything\\.\\.\\.'),
  ],
})
