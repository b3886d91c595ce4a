import { END } from '../../pattern.ts'
import {
  boxedField,
  idleRule,
  menuRule,
  questionRule,
  ruledField,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** The lines below the input field: model and mode, project, and approval setting. */
const FOOT = `(?:\\n.*){0,4}${END}`

/** Rules for Cline, based on screens of version 3.0.65. */
export const cline = watchedAgent({
  name: 'cline',
  packages: ['npm:cline'],
  titles: ['^Cline$'],
  screens: ['Welcome to Cline', 'Let Cline use this tool', '^ *Cline needs permission$'],
  rules: [
    menuRule('choice'),
    questionRule('provider', 40, 'Connect a model provider to get started', {
      kind: 'login',
      text: 'A model provider has to be connected first: attach to do it',
    }),
    // It waits for a login in the browser, behind a spinner.
    {
      ...questionRule('sign-in', 12, [`\\bCtrl\\+C to exit *${END}`, '^ *[⠁-⣿] +\\S'], {
        kind: 'login',
      }),
      confidence: 0.91,
    },
    questionRule('approval', 12, `^ *\\[y\\] Approve +\\[n\\] Deny *${FOOT}`, {
      kind: 'permission',
      below: '^ *Cline needs permission',
      choices: [
        { key: 'y', label: 'Approve' },
        { key: 'n', label: 'Deny' },
      ],
    }),
    questionRule(
      'question',
      30,
      `^ *Cline is asking a question$(?:\\n.*){1,24}?\\n *> {1,2}\\S.*(?:\\n.*){0,16}${END}`,
      {
        kind: 'choice',
        below: '^ *Cline is asking a question',
        choice: '^\\s*(?<pointer>>) (?<label>\\S.*)$',
      },
    ),
    questionRule('offer', 8, `Press Enter to open, any\\s+other\\s+key\\s+to close.*${FOOT}`, {
      kind: 'choice',
      text: 'An advertisement covers the prompt: attach to close it',
    }),
    questionRule(
      'tool',
      14,
      '[Ll]et [Cc]line use this tool|\\[(?:act|plan) mode\\].*\\?|[Ee]xecute (?:this )?command\\?',
      {
        kind: 'permission',
      },
    ),
    // A list with a search field, drawn over the rest of the screen.
    questionRule(
      'search',
      14,
      `^(?=.*\\bEnter to select,)(?=.*(?:\\n.*){0,2}\\bEsc to close\\b).*(?:\\n.*){0,6}${END}`,
      {
        kind: 'choice',
        text: 'cline shows a list: attach to choose',
      },
    ),
    // The same list on a screen that is higher than the list: far from the left edge, with the transcript around it.
    questionRule(
      'search-inside',
      60,
      '^(?=.* {8}Type to search, )(?=.*\\bEnter to select,).*(?:\\n.*){0,2}\\bEsc to close\\b',
      { kind: 'choice', text: 'cline shows a list: attach to choose' },
    ),
    // A spinner marks the message that the agent is writing. No line below it may begin a further message (❯, *, x or
    // ✓).
    workingRule('spinner', 40, `^ ?[⠁-⣿] +\\S.*(?:\\n(?! [❯*x✓] ).*){0,38}${END}`),
    workingRule('cancel-hint', 8, '^ ?\\S.*\\besc to (?:interrupt|cancel)\\b'),
    idleRule('ready', 6, '[Cc]line is ready'),
    idleRule('prompt', 10, boxedField('[>❯]')),
    idleRule('prompt-ruled', 14, ruledField('❯')),
    // A list of commands is open below the input field.
    idleRule('prompt-list', 16, `^ *│ ❯ /\\S.*(?:\\n *│.*){0,12}\\n *╰─+╯${END}`),
  ],
})
