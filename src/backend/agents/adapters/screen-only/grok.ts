import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** Rules for Grok Build, based on screenshots that others have published. */
export const grok = watchedAgent({
  name: 'grok',
  processes: ['grok-build'],
  packages: ['npm:@vibe-kit/grok-cli'],
  titles: ['(?:^|- )grok$'],
  screens: ['Ctrl\\+(?:x|\\.):shortcuts', 'Ctrl\\+o:yolo'],
  rules: [
    {
      name: 'title-action',
      state: 'waiting',
      where: 'title',
      all: ['Action Required'],
      confidence: 0.9,
    },
    {
      name: 'title-spinner',
      state: 'working',
      where: 'title',
      all: ['[⠁-⣿]|\\[stop\\]'],
      confidence: 0.85,
    },
    questionRule('login', 16, '^ *(?:❯ )?Login with Grok {3,}l$', {
      kind: 'login',
      text: 'Not logged in: attach to log in',
    }),
    menuRule('choice', { confidence: 0.95 }),
    questionRule(
      'options',
      16,
      '^\\s*┃?\\s*[0-9a-z] +\\([●○]\\)\\s|:select\\b.*[Cc]trl\\+c:cancel|[Tt]ab:scrollback.*[Ss]hift\\+x:dismiss',
      {
        kind: 'permission',
        choice: '^\\s*(?<key>\\d)\\s+\\([○●]\\)\\s+(?<label>\\S.*)$',
      },
    ),
    workingRule('spinner', 10, '^\\s*[⠁-⣿]\\s.*(?:\\[stop\\]|\\d+(?:\\.\\d+)?s)\\s*$'),
    workingRule('cancel-hint', 2, '\\b[Ee]sc:cancel|[Cc]trl\\+[Ee]nter:interject'),
    workingRule('background', 14, '\\b\\d+ commands? still running\\b|^\\s*┃\\s+◆\\s+\\S'),
    idleRule('shortcuts', 2, `[Cc]trl\\+(?:x|\\.):shortcuts|[Ss]hift\\+[Tt]ab:mode`),
    idleRule('prompt', 6, boxedField('❯')),
    idleRule('turn-completed', 8, `Turn completed in[\\s\\S]*${END}`),
  ],
})
