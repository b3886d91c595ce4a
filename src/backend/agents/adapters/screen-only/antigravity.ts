import {
  idleRule,
  menuRule,
  questionRule,
  ruledField,
  watchedAgent,
  workingRule,
} from './watched-agent.ts'

/** Rules for Antigravity's CLI, based on screenshots that others have published. */
export const antigravity = watchedAgent({
  name: 'antigravity',
  command: 'agy',
  processes: ['antigravity-cli'],
  screens: ['Antigravity CLI'],
  rules: [
    menuRule('choice', { confidence: 0.94 }),
    questionRule('permission', 20, 'Requesting permission for:', {
      kind: 'permission',
      choice: 'menu',
    }),
    // A list of files to review, below the input field.
    questionRule('review', 12, '^Action required\\b(?:.*\\n){1,8}?.*\\bApprove/reject\\b', {
      kind: 'permission',
      text: 'A file has to be reviewed: attach to do it',
    }),
    workingRule('spinner', 8, '^\\s*[⠁-⣿]+\\s+\\p{L}+ing\\b'),
    workingRule('tasks', 4, '· [1-9]\\d* task(?:\\(s\\)|s)?\\b'),
    idleRule('prompt', 10, ruledField('>')),
  ],
})
