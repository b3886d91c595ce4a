import { END } from '../../pattern.ts'
import { idleRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/**
 * Rules for aider, based on screenshots that others have published. aider prints each question on one line. If the
 * answer is a letter, Enter must follow.
 */
export const aider = watchedAgent({
  name: 'aider',
  packages: ['npm:aider-chat'],
  screens: ['^Aider v\\d'],
  rules: [
    questionRule('letters', 3, `\\(Y\\)es/\\(N\\)o.*\\[\\w+\\]:.*${END}`, {
      kind: 'permission',
      choices: [
        { key: 'y', label: 'Yes', enter: true },
        { key: 'n', label: 'No', enter: true },
      ],
    }),
    workingRule(
      'waiting-for-model',
      3,
      `^ *[░█⠁-⣿]+ *(?:Waiting for|Thinking|Updating).*${END}|Waiting for \\S+.*${END}`,
    ),
    idleRule('prompt', 2, `^(?:[a-z-]+ ?)?(?:multi)?> ?(?:\\S.*)?${END}`),
  ],
})
