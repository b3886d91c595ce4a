import { END, firstOccurrence } from '../../pattern.ts'
import { idleRule, menuRule, questionRule, watchedAgent, workingRule } from './watched-agent.ts'

/** Rules for Hermes, based on screenshots that others have published. */
export const hermes = watchedAgent({
  name: 'hermes',
  processes: ['hermes-agent'],
  titles: ['^[⚠⏳✓][\\uFE0E\\uFE0F]? .*[Hh]ermes'],
  screens: ['^ ?⚕ ', '─ ⚕ Hermes ─'],
  rules: [
    { name: 'title-asks', state: 'waiting', where: 'title', all: ['^⚠'], confidence: 0.9 },
    { name: 'title-works', state: 'working', where: 'title', all: ['^⏳'], confidence: 0.85 },
    menuRule('choice', { menu: { below: '^(?!⚕ ❯|❯$)' }, confidence: 0.94 }),
    questionRule(
      'dangerous',
      14,
      `${firstOccurrence('[Dd]angerous [Cc]ommand')}[\\s\\S]*(?:[Ee]nter (?:to )?confirm|Show full command)`,
      {
        kind: 'permission',
        choice: 'menu',
      },
    ),
    questionRule('credential', 10, '[Ss]udo [Pp]assword|🔑', { kind: 'login' }),
    questionRule('clarify', 12, '[Tt]ype your answer|[Hh]ermes needs your', { kind: 'text' }),
    workingRule('interrupt-hint', 5, 'msg=interrupt|[Cc]trl\\+[Cc] (?:to interrupt|cancel)'),
    idleRule('prompt', 4, `^ *─{8}.*\\n❯(?: .*)?(?:\\n.*){0,2}${END}`),
  ],
})
