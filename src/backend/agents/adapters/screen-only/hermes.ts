import { END, first } from '../../pattern.ts'
import { asks, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Rules for Hermes, based on published screens. */
export const hermes = watchedAgent({
  name: 'hermes',
  processes: ['hermes-agent'],
  titles: ['^[⚠⏳✓][\\uFE0E\\uFE0F]? .*[Hh]ermes'],
  screens: ['^ ?⚕ ', '─ ⚕ Hermes ─'],
  rules: [
    { name: 'title-asks', state: 'waiting', where: 'title', all: ['^⚠'], confidence: 0.9 },
    { name: 'title-works', state: 'working', where: 'title', all: ['^⏳'], confidence: 0.85 },
    asks('choice', { menu: { below: '^(?!⚕ ❯|❯$)' }, confidence: 0.94 }),
    waits(
      'dangerous',
      14,
      `${first('[Dd]angerous [Cc]ommand')}[\\s\\S]*(?:[Ee]nter (?:to )?confirm|Show full command)`,
      {
        kind: 'permission',
        choice: 'menu',
      },
    ),
    waits('credential', 10, '[Ss]udo [Pp]assword|🔑', { kind: 'login' }),
    waits('clarify', 12, '[Tt]ype your answer|[Hh]ermes needs your', { kind: 'text' }),
    works('interrupt-hint', 5, 'msg=interrupt|[Cc]trl\\+[Cc] (?:to interrupt|cancel)'),
    rests('prompt', 4, `^ *─{8}.*\\n❯(?: .*)?(?:\\n.*){0,2}${END}`),
  ],
})
