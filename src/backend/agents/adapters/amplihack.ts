import { type Adapter, FLAGS, PROMPT } from '../adapter.ts'
import { CLAUDE_COMPOSER, CLAUDE_RULES } from './claude.ts'

/** amplihack starts Claude Code in its own terminal, so Claude Code's rules apply to the screen. */
export const amplihack: Adapter = {
  name: 'amplihack',
  find: { commands: ['amplihack'], version: '--version' },
  key: 'ANTHROPIC_API_KEY',
  submit: 200,
  processes: ['amplihack'],
  starts: ['claude'],
  pane: { argv: ['amplihack', 'claude', FLAGS, '--', '-p', PROMPT], prompt: 'argument' },
  headless: { argv: ['amplihack', 'claude', FLAGS, '--', '-p', PROMPT], prompt: 'argument' },
  flags: { mode: ['--{}'], maxTurns: ['--max-turns', '{}'], ask: [] },
  marks: { titles: [], screens: ['\\bamplihack\\b'] },
  rules: CLAUDE_RULES,
  composer: CLAUDE_COMPOSER,
}
