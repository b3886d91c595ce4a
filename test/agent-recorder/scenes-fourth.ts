import { type Scene, STOP } from './scenes.ts'

const SMALL = [40, 12] as const
const NARROW = [60, 20] as const
const USUAL = [80, 24] as const
const ROOMY = [120, 40] as const
const WIDE = [200, 60] as const
const WORDY =
  'Drop the table and all that depends on it, then create it anew|Rename the table and keep the old one for a month|Leave it as it is and write a view'

const scene = (
  shows: string,
  name: string,
  prompt: string,
  how: string,
  more: Partial<Scene> = {},
): Scene => ({
  ...{ name, shows, prompt, how, ...(shows === 'working' && !more.keys && { during: true }) },
  ...more,
})

/** Scenes of other words, sizes and keys than those of the first three recordings. */
export const FOURTH: readonly Scene[] = [
  scene('idle', 'told-steps', 'do %tell(steps)', 'it has told steps', { size: ROOMY }),
  scene(
    'waiting permission',
    'bash-third',
    'do %run(rm -rf build)',
    'the pointer is on the third answer',
    { keys: ['Down', 'Down'], size: USUAL },
  ),
  scene(
    'working',
    'typing-roomy',
    'do %slow()',
    'its model answers while somebody types a number',
    { during: true, types: '1. then', size: ROOMY },
  ),
  scene(
    'waiting permission',
    'bash-loop',
    'do %run(for f in *.py; do python "$f" --check --verbose || exit 1; done; echo all done)',
    'it asks to run a loop in a very small pane',
    { size: SMALL },
  ),
  scene('idle', 'told-json', 'do %tell(json)', 'it has told JSON with a question', {
    size: NARROW,
  }),
  scene(
    'waiting permission',
    'write-foreign',
    'do %write(文件/naïve café.md)',
    'it asks to write a file with a foreign name',
    { size: ROOMY },
  ),
  scene(
    'waiting choice',
    'ask-words',
    `do %ask(What shall become of the table?|${WORDY})`,
    'it asks with long answers in a very small pane',
    { size: SMALL },
  ),
  scene(
    'waiting choice',
    'ask-no',
    'do %ask(Shall the cache be emptied?|Yes, now|No)',
    'its pointer is on the second answer',
    { keys: ['Down'], size: WIDE },
  ),
  scene(
    'waiting choice',
    'tick-one',
    'do %tick(Which parts shall be tested?|The parser|The lexer|The printer)',
    'one of three is ticked',
    { keys: ['Space'], size: USUAL },
  ),
  scene(
    'waiting choice',
    'several-last',
    'do %several(Is it public?|Is it fast?)',
    'two questions are answered',
    { keys: ['Enter', 'Enter'], size: NARROW },
  ),
  scene(
    'working',
    'thinking-small',
    'do %silent()',
    'it waits for its model in a very small pane',
    { size: SMALL },
  ),
  scene('working', 'telling-tree', 'do %begin(tree)', 'its model has drawn a box and goes on', {
    size: USUAL,
  }),
  scene('idle', 'told-tree', 'do %tell(tree)', 'it has drawn a box', { size: ROOMY }),
  scene('working', 'queued-narrow', 'do %slow()', 'a further prompt waits', {
    during: true,
    keys: ['q', 'u', 'Enter'],
    size: NARROW,
  }),
  scene('working', 'command-roomy', 'do %run(sleep 71)', 'it runs a command that was allowed', {
    keys: ['Enter'],
    size: ROOMY,
  }),
  scene('idle', 'stopped-usual', 'do %run(sleep 72)', 'a command that it ran was stopped', {
    keys: ['Enter', STOP],
    size: USUAL,
  }),
  scene('idle', 'refused-small', 'do %error(401)', 'its key was refused', { size: SMALL }),
  scene('idle', 'cut-usual', 'do %cut(and so it)', 'the connection broke', { size: USUAL }),
  scene('waiting choice', 'models-roomy', '/model', 'its list of models is open', { size: ROOMY }),
  {
    name: 'compacting-narrow',
    shows: 'working',
    prompt: '/compact',
    during: true,
    held: true,
    size: NARROW,
    how: 'it makes its context smaller',
  },
  {
    name: 'menu-small',
    shows: 'idle',
    types: '/mo',
    size: SMALL,
    how: 'a part of a command is typed',
  },
  { name: 'files-roomy', shows: 'idle', types: 'read @', size: ROOMY, how: 'an at sign is typed' },
  {
    name: 'draft-question',
    shows: 'idle',
    types: 'Do you want to continue? [y/N] ',
    size: USUAL,
    how: 'a draft is a question',
  },
  scene(
    'working',
    'plan-roomy',
    'do %plan(Count the lines|Sort the lines|Print the lines)',
    'it works with a list of things to do',
    { size: ROOMY },
  ),
  scene(
    'waiting permission',
    'edit-wide',
    'do %write(parser.py)',
    'it asks to change a file in a very wide pane',
    { size: WIDE },
  ),
  scene('working', 'delegated-usual', 'do %delegate(60)', 'it has asked another agent', {
    size: USUAL,
  }),
  scene(
    'waiting permission',
    'deputy-narrow',
    'do %deputy(touch d.txt)',
    'an agent that it has asked wants to run a command',
    { size: NARROW },
  ),
]
