import { END } from '../pattern.ts'
import type { Rule } from '../rule.ts'

/**
 * Rules for screens on which the user of Claude Code does not see the end of the conversation. In the viewer of the
 * transcript, which fills the screen, only the footer counts: the transcript above it may contain anything, such as a
 * dialog. In a conversation that is scrolled up, a notice tells of a dialog further down.
 */
export const CLAUDE_VIEWER: readonly Rule[] = [
  footer('working', 'working · '),
  {
    ...footer('waiting', 'dialog waiting · '),
    ask: { kind: 'choice', text: 'claude waits behind its transcript: attach and press ctrl+o' },
  },
  footer('idle', ''),
  {
    name: 'scrolled-up',
    state: 'waiting',
    where: 30,
    all: [
      '(?:^|\\s)Waiting for your answer(?: \\([^)\\n]{1,20}\\)| · \\S{1,20} to scroll)? ↓(?:\\s|$)',
    ],
    confidence: 0.93,
    ask: { kind: 'choice', text: 'claude waits further down: attach and scroll to the end' },
  },
]

function footer(state: 'working' | 'waiting' | 'idle', told: string): Rule {
  const all = [`^─{8}.*\\n {1,3}${told}Showing detailed .*${END}`]
  return { name: `transcript-${state}`, state, where: 2, all, viewer: true, confidence: 0.97 }
}
