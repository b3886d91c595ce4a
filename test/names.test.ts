import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'

/** Names that had to be opened to be understood, and names that say nothing. Files carry the field's terms. */
const BANNED = [
  ...['utils', 'helpers', 'common', 'manager', 'misc', 'types', 'index'],
  ...['aloud', 'log-in', 'link', 'talk', 'carrier', 'gather', 'marker', 'end-mark', 'lazy'],
  ...['trouble', 'advice', 'advice-rule', 'telling-line', 'arrival', 'pulse', 'moved', 'pushed'],
  ...['swept', 'swept-words', 'follow', 'tiles', 'lull', 'witness', 'sight', 'turn', 'allowance'],
  ...['glance', 'lit', 'said', 'submit', 'debt', 'loan', 'lender', 'borrower', 'stamped', 'ours'],
  ...['surround', 'life', 'way', 'lend', 'duty', 'stir', 'orphan', 'join', 'booking', 'book'],
  ...['remark', 'task', 'accept', 'here', 'open', 'upkeep', 'alarm', 'stamp', 'examine', 'stage'],
  ...['outlet', 'farewell', 'face', 'wish', 'audience', 'vocabulary', 'world', 'look', 'gap'],
  ...['post', 'reach', 'pick', 'in-turns', 'near', 'rest', 'tour', 'tally', 'subject', 'carried'],
  ...['remember', 'keeping', 'trial', 'badge', 'shown', 'held', 'deaf', 'tell', 'feed', 'press'],
  ...['twin', 'means', 'errand', 'tiny', 'azlin-way', 'place', 'hold', 'track'],
  ...['ring', 'cast', 'key', 'machine', 'host-machine', 'entry', 'start', 'list'],
]

/** Commands named `start` and `list`: the file has the command's name. */
const COMMANDS = [
  'cli/commands/hosts/list.ts',
  'cli/commands/tracked/list.ts',
  'cli/commands/tracked/start.ts',
]

const isSource = (file: string) => /\.tsx?$/.test(file)

test('no file has a name that has to be opened to be understood', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(isSource)
  const banned = files.filter(file => BANNED.includes(basename(file).replace(/\.tsx?$/, '')))
  expect(banned.toSorted()).toEqual(COMMANDS)
})
