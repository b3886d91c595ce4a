import { boxedField, idleRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/** Pattern of a choice such as `→ Run (once) (y)`: the key in brackets selects the choice. */
const CHOICE =
  '^\\s*(?<pointer>→)?\\s*(?<label>\\S.*?) \\((?:esc or )?(?<key>[a-z])(?: or [a-z])*\\)(?: \\(enter\\))?$'

/** Rules for Cursor's agent, based on screenshots that others have published. */
export const cursorAgent = watchedAgent({
  name: 'cursor-agent',
  processes: ['cursor'],
  packages: ['dir:cursor-agent'],
  titles: ['^Cursor Agent'],
  screens: ['^ *Cursor Agent\\b', '\\(esc or n\\)$'],
  rules: [
    questionRule(
      'approval',
      12,
      '\\([yY]\\)(?: \\([eE]nter\\))?$|\\(esc or n(?: or p)?\\)|\\bkeep \\(n\\)|\\(y\\) \\(enter\\)',
      { kind: 'permission', choice: CHOICE, below: '^\\s*[⬡⬢⠁-⣿]|^ *[┌╭]' },
    ),
    questionRule('trust', 14, 'Workspace Trust Required|Do you trust', { kind: 'trust' }),
    workingRule('stop-hint', 6, '[cC]trl\\+[cC] to stop'),
    workingRule('spinner', 8, '^\\s*(?:⬡|⬢|[⠁-⣿]+)\\s+\\p{L}+ing\\b'),
    workingRule('background', 5, '\\b[1-9]\\d* background tasks?\\b'),
    idleRule('prompt', 12, boxedField('[→>]')),
  ],
})
