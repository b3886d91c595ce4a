import { END } from '../../pattern.ts'
import { idleRule, menuRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/** Rules for Kiro and Amazon Q, based on screenshots that others have published. */
export const kiro = watchedAgent({
  name: 'kiro',
  command: 'kiro-cli',
  processes: ['kiro-cli-chat', 'q', 'qchat', 'amazon-q'],
  screens: ['^ ?Kiro · ', 'Kiro is working'],
  rules: [
    menuRule('approval', { confidence: 0.94 }),
    questionRule(
      'requires-approval',
      14,
      'requires approval|tool approvals? pending|pending from subagents',
      {
        kind: 'permission',
        choice:
          '^\\s*(?<pointer>❯)?\\s*(?:\\((?<key>[a-z])\\) )?(?<label>(?:Yes|No|Trust|Approve|Configure|Exit)\\b.*)$',
        below: '^─{4,}',
      },
    ),
    questionRule('trust-letter', 4, `\\[y/n/t\\]:?.*(?:\\n *>? *)?${END}`, {
      kind: 'permission',
      choices: [],
    }),
    workingRule('working', 6, 'Kiro is working'),
    workingRule(
      'spinner',
      10,
      '^\\s*[◔◑◕●] \\S.*\\n\\s*esc to cancel|^\\s*[⠁-⣿] (?:Thinking|\\p{Lu}).*',
    ),
    idleRule('prompt', 6, `^ ?ask a question or describe a task[\\s\\S]*${END}`),
    idleRule('plain-prompt', 1, `^(?:\\[[^\\]]*\\] )?(?:\\d+% )?[!λ]*>$`),
  ],
})
