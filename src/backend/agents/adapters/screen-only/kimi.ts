import { END } from '../../pattern.ts'
import { asks, BOXED, rests, waits, watchedAgent, works } from './watched-agent.ts'

/** Kimi Code, based on published screens. */
export const kimi = watchedAgent({
  name: 'kimi',
  processes: ['kimi-code', 'kimi-cli'],
  packages: ['npm:@moonshot-ai/kimi-code'],
  titles: ['^Kimi Code'],
  screens: ['Welcome to Kimi Code', '^agent \\(\\S+ [●○]\\)'],
  rules: [
    asks('approval', { confidence: 0.94 }),
    waits('panel', 10, '↵ (?:confirm|choose|toggle|save)\\b', { choice: 'menu' }),
    works('moon', 12, '^\\s*[🌑🌒🌓🌔🌕🌖🌗🌘](?:\\s*$|\\s+·)'),
    works('spinner', 12, '^\\s*[⠁-⣿]+\\s*(?:[Tt]hinking|[Ww]orking|[Uu]sing |Composing)'),
    works('agents', 3, '\\[[1-9]\\d* agents? running\\]'),
    rests('input', 8, `^── input ─[\\s\\S]*${END}`),
    rests('prompt', 10, BOXED('[>✨]')),
  ],
})
