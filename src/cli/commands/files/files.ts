import { orList } from '../../../state/text/word-list.ts'
import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'
import {
  copyCommand,
  mkdirCommand,
  moveCommand,
  newCommand,
  removeCommand,
  restoreCommand,
  trashCommand,
} from './change-commands.ts'
import { completeCommand } from './complete-command.ts'
import { editCommand } from './edit-file.ts'
import { listCommand } from './list-files.ts'
import { saveCommand } from './save-command.ts'
import { findCommand, grepCommand } from './search-commands.ts'
import { type FilesCommand, ON_A_HOST } from './sub-command.ts'
import { getCommand, putCommand } from './transfer-commands.ts'
import { treeCommand } from './tree-command.ts'
import { viewCommand } from './view-file.ts'

const SUB_COMMANDS: Readonly<Record<string, FilesCommand>> = {
  ls: listCommand,
  tree: treeCommand,
  cat: viewCommand,
  find: findCommand,
  grep: grepCommand,
  edit: editCommand,
  save: saveCommand,
  new: newCommand,
  mkdir: mkdirCommand,
  mv: moveCommand,
  cp: copyCommand,
  rm: removeCommand,
  trash: trashCommand,
  restore: restoreCommand,
  get: getCommand,
  put: putCommand,
  complete: completeCommand,
}

export const files: Command = {
  name: 'files',
  usage: 'COMMAND HOST:PATH ...',
  summary: 'Show, find, edit, move, remove, fetch and send files on any host',
  details: ON_A_HOST,
  examples: Object.values(SUB_COMMANDS).flatMap(({ examples }) => examples.slice(0, 1)),
  flags: Object.assign({}, ...Object.values(SUB_COMMANDS).map(({ flags }) => flags)),
  takes: [0, 99],
  first: Object.keys(SUB_COMMANDS),
  subCommands: SUB_COMMANDS,
  helpFor,
  run,
}

async function run(call: Call): Promise<number> {
  const [name = '', ...args] = call.args
  const sub = find(name)
  const [least, most] = sub.takes
  if (args.length < least || args.length > most)
    throw usage(`files ${name} takes ${sub.usage}.`, `See \`fleetmux files ${name} --help\`.`)
  return sub.run(call, args)
}

function find(name: string): FilesCommand {
  const sub = Object.hasOwn(SUB_COMMANDS, name) ? SUB_COMMANDS[name] : undefined
  if (sub) return sub
  const known = Object.keys(SUB_COMMANDS)
  if (name === '') throw usage('files: missing command.', `Use ${orList(known)}.`)
  throw unknownSubCommand('files', name, known)
}

/** The help of one sub-command: its own usage, examples and flags. */
function helpFor([name = '']: readonly string[]): Command {
  const sub = Object.hasOwn(SUB_COMMANDS, name) ? SUB_COMMANDS[name] : undefined
  if (!sub) return files
  const { usage, summary, examples, flags, details = ON_A_HOST } = sub
  const { subCommands: _, ...rest } = files
  return { ...rest, name: `files ${name}`, usage, summary, examples, flags, details }
}
