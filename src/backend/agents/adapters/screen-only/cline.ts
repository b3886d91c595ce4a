import { asks, BOXED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Cline: start from the screens of 3.0.65, the rest based on published screens. */
export const cline = watchedAgent({
  name: 'cline',
  packages: ['npm:cline'],
  titles: ['^Cline$'],
  screens: ['Welcome to Cline', 'Let Cline use this tool'],
  rules: [
    asks('choice'),
    waits('provider', 40, 'Connect a model provider to get started', {
      kind: 'login',
      text: 'A provider is to be connected: attach to do it',
    }),
    waits(
      'tool',
      14,
      '[Ll]et [Cc]line use this tool|\\[(?:act|plan) mode\\].*\\?|[Ee]xecute (?:this )?command\\?',
      {
        kind: 'permission',
      },
    ),
    works('spinner', 8, '^\\s*[⠁-⣿] \\S|\\besc to (?:interrupt|cancel)\\b'),
    rests('ready', 6, '[Cc]line is ready'),
    rests('prompt', 10, BOXED('[>❯]')),
  ],
})
