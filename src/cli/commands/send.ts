import { hasOwnText, MESSAGE, modeOf, textOf, untilOf } from '../args/message.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { type Flag, usage } from '../command/flag.ts'
import { shellWord } from '../print/shell-word.ts'
import { type AskedRecipients, readAsked, SELECTION } from '../recipients/recipient-spec.ts'
import { broadcast, type SendOrder } from '../send/broadcast.ts'
import { keeperOfLast, keepLeft, lastPath, type RetryFile } from '../send/retry-file.ts'

/** Flags of all commands that send to several targets. */
export const BROADCAST: Readonly<Record<string, Flag>> = {
  'dry-run': { kind: 'switch', about: 'Only show the recipients' },
  yes: {
    kind: 'switch',
    letter: 'y',
    about: 'Do not ask for confirmation, even for many recipients',
  },
  json: { kind: 'switch', about: 'One JSON document per change of a receipt (docs/cli.md)' },
}

export const send: Command = {
  name: 'send',
  usage: '[--to TARGET]... [--select TERMS]... [--all] [TARGET] TEXT',
  summary: 'Send a text to one or more sessions, and report the delivery',
  details: `
The text reaches the program byte for byte; neither a shell nor tmux interprets it. With - it is read from
stdin, with --file from a file; a final line end counts as the Enter. Put a text that begins with a
dash after --. With --to, --select or --all the text is the only argument; with --remote
TARGET is a session on each of those hosts.
Recipients are resolved and shown before anything is sent; --dry-run stops there. For more than 10 targets
(confirmAbove in the configuration) it asks for their number; without a terminal it needs --yes.
Each target gets a receipt, the highest level seen: delivered (tmux accepted it), echoed (its end appeared
on the screen), submitted (output followed the Enter within 2 s), refused, failed. The command returns when
text and Enter are accepted; --until waits for a higher level.
A text is never taken as an answer: a pane whose agent asks something accepts no text, and no keys but C-c; its
question is shown. --answer (one TARGET) or --answer-to answers it. If somebody has begun a line in the pane (a
draft), the text is refused if it goes to several targets or with --only-at-prompt; to a single target it is sent, and
the draft is reported. --queue holds the text in both cases until the pane is ready. Screens are read when sending, so
--dry-run does not know questions and drafts. --retry-last repeats the last send to several targets, for those that
did not get the text; --save stores the text and these targets in a file of your choice, for --retry. A retry skips
targets that may have got the text, unless --unsure accepts that the text may arrive twice.`,
  examples: [
    ['send build/tests "npm test"', 'One line'],
    ['send build/claude - < prompt.md', 'A long text, from a file'],
    ['send --remote=h1,ana@h2 work:0.1 "git pull"', 'The same session on two hosts'],
    [
      'send --select \'host=gpu* state=quiet\' "continue"',
      'All sessions that match; see docs/cli.md',
    ],
    ['send --to build/a --to notes --keys "C-c Up Enter"', 'Press keys in two sessions'],
    ['send --no-enter ana@gpu:2222/train:1.0 -- -v', 'Type into one pane without Enter'],
    [
      'send --to build/a --to gpu/b --until delivered "date"',
      'Do not wait for the programs to show it',
    ],
    [
      'send --all --yes --save left.json "date"',
      'All sessions; save the text and the targets that did not get it',
    ],
    ['send --retry left.json', 'Send the text again to the targets that did not get it'],
    ['send --retry-last', 'The same for the last send, without --save'],
    ['send --answer gpu/claude:0.1 1', 'Answer the question of this agent'],
    [
      'send --all --yes --queue --hold 600 "date"',
      'Send to each as soon as it is ready, within 10 minutes',
    ],
  ],
  flags: {
    ...SELECTION,
    ...MESSAGE,
    'only-at-prompt': { kind: 'switch', about: 'Only to shells and agents that fleetmux knows' },
    ...BROADCAST,
    until: {
      kind: 'text',
      about: 'Wait for this receipt, for at most 2 s: delivered, echoed or submitted',
    },
    answer: { kind: 'switch', about: 'The text answers the question of the one TARGET' },
    'answer-to': {
      kind: 'each',
      of: 'target',
      about: 'To this target, as the answer to its question; may be repeated',
    },
    mentions: {
      kind: 'switch',
      about: 'Convert @paths to the syntax of each agent if the files exist on its host',
    },
    queue: {
      kind: 'switch',
      about: 'Wait for hosts that are down, and for panes that ask or contain a draft',
    },
    hold: { kind: 'number', about: 'Seconds that --queue waits for a pane to be ready (3600)' },
    save: {
      kind: 'text',
      about: 'Save the text and the recipients that did not get it to this file',
    },
    retry: {
      kind: 'text',
      about: 'Send the text of a file of --save to the recipients that did not get it',
      unvalued: 'Name the file of --save, or use --retry-last.',
    },
    'retry-last': {
      kind: 'switch',
      about: 'Retry the last send to several recipients, which is saved automatically',
    },
    unsure: {
      kind: 'switch',
      about: 'With --retry or --retry-last: also to panes where the text may have arrived',
    },
  },
  takes: [0, 2],
  text: true,
  first: 'target',
  run: call => (isRetry(call) ? sendAgain(call) : sendNew(call)),
}

function isRetry({ flags }: Call): boolean {
  return flags.text('retry') !== undefined || flags.is('retry-last')
}

async function sendNew(call: Call): Promise<number> {
  const { flags } = call
  if (flags.is('unsure'))
    throw usage('--unsure needs --retry or --retry-last.', 'Add one of them, or omit --unsure.')
  if (flags.number('hold') !== undefined && !flags.is('queue'))
    throw usage('--hold needs --queue.', 'Add --queue, or omit --hold.')
  const mode = modeOf(flags)
  const { targets, given } = takeApart(call)
  const asked = withAnswers(call, readAsked(flags, targets, 'send', flags.each('answer-to')))
  const text = await textOf(call, mode, given)
  const kept = { text, mode, onlyAtPrompt: flags.is('only-at-prompt'), left: [], heard: [] }
  return broadcast(call, { ...orderOf(call, kept, flags.text('save')), asked })
}

/** With --answer, marks the text as an answer. @throws FailureError unless exactly one pane is named. */
function withAnswers({ flags }: Call, asked: AskedRecipients): AskedRecipients {
  if (!flags.is('answer')) return asked
  if (asked.named.length === 1 && asked.selects.length === 0)
    return { ...asked, named: asked.named.map(spec => ({ ...spec, answer: true as const })) }
  throw usage(
    '--answer needs exactly one TARGET.',
    'For several targets, name each one whose question the text answers with --answer-to TARGET.',
  )
}

/** Splits the arguments into targets and text. If a flag gives one of the two, all arguments are the other. */
function takeApart({ args, flags }: Call): { targets: readonly string[]; given?: string } {
  const isNamed = ['to', 'answer-to', 'select', 'all'].some(flags.has)
  const isTold = hasOwnText(flags)
  const remotes = flags.list('remote').length > 0
  const most = (isTold ? 0 : 1) + (isNamed && !remotes ? 0 : 1)
  const extra = args[most]
  if (extra !== undefined)
    throw usage(`send: unexpected argument ${JSON.stringify(extra)}.`, tooMany(isTold))
  if (isTold) return { targets: args }
  const given = args.at(-1)
  if (given === undefined || (args.length === 1 && !isNamed))
    throw usage('send: missing argument TEXT.', 'Usage: `fleetmux send TARGET TEXT`.')
  return { targets: args.slice(0, -1), given }
}

function tooMany(isTold: boolean): string {
  return isTold
    ? 'With --keys or --file, omit TEXT. Name each further target with --to TARGET.'
    : 'Put a text of several words into quotes. With --to, --select or --all, name each target with --to TARGET.'
}

async function sendAgain(call: Call): Promise<number> {
  const { flags } = call
  refuseMore(call)
  const { readLastSend, readRetryFile } = await import('../send/retry-read.ts')
  const given = flags.text('retry')
  const path = given ?? lastPath()
  const before = given === undefined ? await readLastSend() : await readRetryFile(given)
  const isSent = (typed: string) => typed !== 'unsure' || flags.is('unsure')
  const again = before.left.filter(each => isSent(each.typed))
  const rest = before.left.filter(each => !isSent(each.typed))
  if (rest.length > 0) {
    call.say(
      `Skipped, because the text may have arrived: ${rest.map(each => each.name).join(', ')}.`,
    )
    call.say('Check whether the text is there. To send the text anyway, use --unsure.')
  }
  if (again.length === 0) {
    call.say('No recipient is left, so nothing was sent.')
    return DONE
  }
  const named = again.map(each => ({ ...each, entered: each.typed === 'text' }))
  const kept = { ...before, left: rest }
  return broadcast(call, { ...orderOf(call, kept, path), asked: { named, selects: [] } })
}

function refuseMore({ args, flags }: Call): void {
  if (flags.text('retry') !== undefined && flags.is('retry-last'))
    throw usage('--retry and --retry-last exclude each other.', 'Use only one of them.')
  const others = [
    ...[...Object.keys(SELECTION), ...Object.keys(MESSAGE)],
    ...['save', 'only-at-prompt', 'answer', 'answer-to', 'remote'],
  ]
  const other = others.find(name => flags.has(name))
  const retry = flags.is('retry-last') ? '--retry-last' : '--retry'
  if (other) throw usage(`${retry} and --${other} exclude each other.`, `Omit --${other}.`)
  if (args.length > 0)
    throw usage(`${retry} takes text and targets from the earlier send.`, 'Omit all arguments.')
}

function orderOf(call: Call, kept: RetryFile, path: string | undefined): Omit<SendOrder, 'asked'> {
  const { text, mode, onlyAtPrompt, left, heard } = kept
  const hold = call.flags.number('hold')
  return {
    text,
    mode,
    onlyAtPrompt,
    taken: [...heard, ...left.flatMap(({ aim }) => ('server' in aim ? aim : []))],
    mentions: call.flags.is('mentions'),
    queue: call.flags.is('queue'),
    ...(hold !== undefined && { hold: hold * 1000 }),
    until: untilOf(call.flags),
    keep: path === undefined ? keeperOfLast(call, kept) : rows => keepLeft(path, kept, rows),
    again:
      path === undefined || path === lastPath() ? '--retry-last' : `--retry ${shellWord(path)}`,
  }
}
