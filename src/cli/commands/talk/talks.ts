import { listChats, readChat, sayInto } from '../../../disk/chat-file.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'

export const talks: Command = {
  name: 'talks',
  usage: '[ID | say ID TEXT] [--json]',
  summary: 'Show talks of several agents, and add a message to one',
  details: `
Talks are those of \`fleetmux ask\`, stored on this machine in the format of Maestro's group chats. ID may be
abbreviated. A message to an active talk reaches its moderator together with the answers of the round.`,
  examples: [
    ['talks', 'List all talks, the newest first'],
    ['talks 3f9a', 'Show one talk'],
    [
      'talks say 3f9a "leave the database out of it"',
      'Send a message to the moderator of the talk',
    ],
  ],
  flags: { json: { kind: 'switch', about: 'One JSON document' } },
  takes: [0, 3],
  run,
}

async function run(call: Call): Promise<number> {
  const [first, id = '', text = ''] = call.args
  if (first === 'say') return say(call, id, text)
  if (call.args.length > 1)
    throw usage('talks takes only one ID.', 'To add a message: `fleetmux talks say ID TEXT`.')
  await (first === undefined ? list(call) : show(call, first))
  return DONE
}

async function say(call: Call, id: string, text: string): Promise<number> {
  if (text.trim() === '')
    throw usage('talks say needs an ID and a text.', 'Write `fleetmux talks say ID TEXT`.')
  sayInto(call.environment, id, text)
  return DONE
}

async function list(call: Call): Promise<void> {
  const all = listChats(call.environment)
  if (call.flags.is('json')) return call.print(toJson({ talks: all }))
  if (all.length === 0) call.say('No talks.')
  const rows = all.map(({ id, createdAt, moderator, participants, name }) => [
    id.slice(0, 8),
    new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
    moderator ?? '',
    String(participants.length),
    name,
  ])
  for (const line of table(
    ['ID', 'WHEN (UTC)', 'MODERATOR', 'MEMBERS', 'QUESTION'],
    rows,
    call.terminal,
  ))
    await call.print(line)
}

async function show(call: Call, id: string): Promise<void> {
  const lines = readChat(call.environment, id)
  if (call.flags.is('json')) return call.print(toJson({ lines }))
  for (const { time, from, content } of lines) {
    await call.print(`== ${from}, ${time}`)
    for (const line of content.split('\n')) await call.print(line)
  }
}
