import { END } from '../../pattern.ts'
import { asks, BOXED, RULED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** The lines below the input field: model and mode, project, and approval setting. */
const FOOT = `(?:\\n.*){0,4}${END}`

/** Rules for Cline, based on screens of version 3.0.65. */
export const cline = watchedAgent({
  name: 'cline',
  packages: ['npm:cline'],
  titles: ['^Cline$'],
  screens: ['Welcome to Cline', 'Let Cline use this tool', '^ *Cline needs permission$'],
  rules: [
    asks('choice'),
    waits('provider', 40, 'Connect a model provider to get started', {
      kind: 'login',
      text: 'A model provider has to be connected first: attach to do it',
    }),
    waits('approval', 12, `^ *\\[y\\] Approve +\\[n\\] Deny *${FOOT}`, {
      kind: 'permission',
      below: '^ *Cline needs permission',
      choices: [
        { key: 'y', label: 'Approve' },
        { key: 'n', label: 'Deny' },
      ],
    }),
    waits(
      'question',
      30,
      `^ *Cline is asking a question$(?:\\n.*){1,24}?\\n *> \\S.*(?:\\n.*){0,16}${END}`,
      {
        kind: 'choice',
        below: '^ *Cline is asking a question',
        choice: '^\\s*(?<pointer>>) (?<label>\\S.*)$',
      },
    ),
    waits('offer', 8, `Press Enter to open, any\\s+other\\s+key\\s+to close${FOOT}`, {
      kind: 'choice',
      text: 'An advertisement covers the prompt: attach to close it',
    }),
    waits(
      'tool',
      14,
      '[Ll]et [Cc]line use this tool|\\[(?:act|plan) mode\\].*\\?|[Ee]xecute (?:this )?command\\?',
      {
        kind: 'permission',
      },
    ),
    // A list with a search field, drawn over the rest of the screen.
    waits(
      'search',
      14,
      `\\bEnter to select,.*(?:\\n.*){0,2}\\bEsc to close\\b.*(?:\\n.*){0,4}${END}`,
      {
        kind: 'choice',
        text: 'A list is open: attach to choose',
      },
    ),
    // A spinner marks the message that the agent is writing. No line below it may begin a further message (❯, *, x or
    // ✓).
    works('spinner', 40, `^ ?[⠁-⣿] \\S.*(?:\\n(?! [❯*x✓] ).*){0,38}${END}`),
    works('cancel-hint', 8, '^ ?\\S.*\\besc to (?:interrupt|cancel)\\b'),
    rests('ready', 6, '[Cc]line is ready'),
    rests('prompt', 10, BOXED('[>❯]')),
    rests('prompt-ruled', 14, RULED('❯')),
    // A list of commands is open below the input field.
    rests('prompt-list', 16, `^ *│ ❯ /\\S.*(?:\\n *│.*){0,12}\\n *╰─+╯${END}`),
  ],
})
