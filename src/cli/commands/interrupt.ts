import type { Call, Command } from '../command/command.ts'
import { readAsked, SELECTION } from '../recipients/recipient-spec.ts'
import { broadcast } from '../send/broadcast.ts'
import { BROADCAST } from './send.ts'

export const interrupt: Command = {
  name: 'interrupt',
  usage: '[--to TARGET]... [--select TERMS]... [--all] [TARGET]...',
  summary: 'Press C-c in one or more sessions',
  details: `
Recipients are chosen, shown and confirmed as in \`send\`, and receipts are the same. With --remote each TARGET is a
session on each of those hosts.`,
  examples: [
    ['interrupt build/tests', 'One session'],
    ["interrupt --select 'host=gpu* command=python*'", 'All sessions that match'],
  ],
  flags: { ...SELECTION, ...BROADCAST },
  takes: [0, Number.POSITIVE_INFINITY],
  first: 'target',
  run: press,
}

async function press(call: Call): Promise<number> {
  const asked = readAsked(call.flags, call.args, 'interrupt')
  return broadcast(call, { text: 'C-c', mode: 'keys', asked })
}
