import { END } from '../../pattern.ts'
import { idleRule, menuRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/** Rules for goose, based on screenshots that others have published. goose is line-based and shows its own prompt. */
export const goose = watchedAgent({
  name: 'goose',
  processes: ['goose-cli'],
  screens: ['goose is ready', '^\\( O\\)> '],
  rules: [
    menuRule('choice', { confidence: 0.93 }),
    questionRule(
      'approval',
      14,
      `^(?=.*(?:\\n(?! *(?:\\( O\\)>|🪿)).*){0,12}${END}) *[?◆] .*(?:\\ballow\\b|Approve).*\\?`,
      { kind: 'permission', choice: '^\\s*(?<pointer>●|>)\\s*(?<label>\\S.*)$' },
    ),
    workingRule('interrupt-hint', 5, '[Cc]trl\\+[Cc] to interrupt'),
    workingRule('spinner', 2, '^ *[◐◓◑◒◇⠁-⣿] +\\p{L}.*\\.\\.\\.'),
    idleRule('prompt', 2, `^ *(?:\\( O\\)>|🪿|goose>)(?: .*)?(?:\\n.*)?${END}`),
    idleRule('ready', 2, `goose is ready.*(?:\\n.*)?${END}`),
  ],
})
