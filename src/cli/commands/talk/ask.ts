import { makeChatFile } from '../../../disk/chat-file.ts'
import type { Fleet } from '../../../state/fleet-handle.ts'
import type { ChatRecord } from '../../../state/group-talk/chat-record.ts'
import { type Member, memberNames } from '../../../state/group-talk/member.ts'
import { type Answer, memberPrompt, WORDS } from '../../../state/group-talk/prompts.ts'
import { sentence } from '../../../state/model/failure.ts'
import { askableAgent } from '../../../state/talk-rounds/gather-answer.ts'
import { moderate } from '../../../state/talk-rounds/moderated.ts'
import { askAll } from '../../../state/talk-rounds/round.ts'
import { durationText } from '../../../state/text/age.ts'
import { andList } from '../../../state/text/word-list.ts'
import { placeOf } from '../../args/host-arguments.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE, exitOf, FAILED, NO_SESSION, SOME_FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { agentsRead } from '../../connect/agents-read.ts'
import { limitOf } from '../../connect/connect.ts'
import { toJson } from '../../print/json.ts'
import { shellWord } from '../../print/shell-word.ts'
import { confirmRecipients } from '../../recipients/confirm.ts'
import { reachRecipients } from '../../recipients/reach-recipients.ts'
import { readAsked, recipientSpecs, SELECTION } from '../../recipients/recipient-spec.ts'
import { type ResolvedRecipient, resolveRecipients } from '../../recipients/resolve-recipients.ts'

export const ask: Command = {
  name: 'ask',
  usage: '[--to TARGET]... [--select TERMS] [--moderator TARGET] QUESTION',
  summary: 'Ask several running agents one question, and show their answers side by side',
  details: `
The sessions may run on any hosts with any agents, no matter who started them; a pane without a known agent is not
asked. Answers are printed as they come: the text on the screen between the question and the agent's idle state. The
agents are asked to change nothing, unless --may-change is given. A silent agent is reported and delays no other.
With --moderator one agent leads: it asks the others by lines that begin with @name, reads all answers, and sums up, in
at most --rounds. The talk is stored: \`fleetmux talks\`; anybody can add a message with \`talks say ID TEXT\`.
Exit: 0 all have answered, 4 some, 1 none, 3 there was nobody to ask.`,
  examples: [
    ["ask --select 'agent=claude' 'What are you doing, in one line?'", 'All Claude agents'],
    [
      'ask --to gpu1/claude --to build/codex "Which of our tests are slow?"',
      'Two agents on two hosts',
    ],
    [
      'ask --moderator local/claude --to gpu1/a --to gpu2/b "Why do their results differ?"',
      'One agent asks the two others, and sums up',
    ],
  ],
  flags: {
    ...SELECTION,
    moderator: {
      kind: 'text',
      of: 'target',
      about: 'This agent moderates: it questions the others and sums up',
    },
    rounds: { kind: 'text', about: 'Maximum number of rounds of the moderator; default 3' },
    silence: {
      kind: 'text',
      about: 'Seconds without a change after which an agent is skipped (600)',
    },
    'may-change': { kind: 'switch', about: 'Do not add the instruction to change nothing' },
    yes: {
      kind: 'switch',
      letter: 'y',
      about: 'Do not ask for confirmation, even for many recipients',
    },
    json: { kind: 'switch', about: 'One JSON document per line: each answer, then the summary' },
  },
  takes: [1, 1],
  text: true,
  run,
}

async function run(call: Call): Promise<number> {
  const { flags } = call
  const [question = ''] = call.args
  if (question.trim() === '') throw usage('ask: missing question.', 'Give the question in quotes.')
  const rounds = readWhole(flags, 'rounds', [1, 20], 3)
  const patience = readWhole(flags, 'silence', [5, 86_400], 600) * 1000
  const moderator = flags.text('moderator')
  const { fleet, found, leader } = await resolve(call, moderator)
  const members = membersOf(call, fleet, found)
  const [lead] = leader ? membersOf(call, fleet, [leader]) : []
  if (found.length === 0) call.say('No session matches. `fleetmux ls` lists the sessions.')
  if (members.length === 0 || (leader && !lead))
    return exitOfNobody(leader ? [leader, ...found] : found)
  if (!(await confirmRecipients(call, fleet, found, 'question'))) {
    call.say('Nothing was sent.')
    return FAILED
  }
  const chat = await openChat(call, question, members, lead ?? null)
  const answers: Answer[] = []
  let last = Promise.resolve()
  const answered = (answer: Answer) => {
    answers.push(answer)
    chat.say(answer.name, answer.text)
    chat.note('response', answer.text, answer.name, answer.milliseconds)
    last = last.then(() => tell(call, members, answer))
  }
  const round = { deadline: limitOf(call, fleet), patience }
  const readOnly = !flags.is('may-change')
  if (lead) {
    const base = { fleet, members, question, rounds, readOnly, chat, round, answered }
    const summary = await moderate({ ...base, moderator: lead, say: call.say })
    await last
    if (summary) await tellSummary(call, summary)
    return summary ? DONE : FAILED
  }
  const text = memberPrompt(question, readOnly)
  await askAll(
    fleet,
    members.map(member => ({ member, text })),
    { ...round, answered },
  )
  await last
  return exitOfAnswers(answers)
}

/**
 * Connects to the hosts of the agents to ask (members) and of the moderator, finds their panes, and finds out which
 * agents run in them.
 */
async function resolve(call: Call, moderator: string | undefined) {
  const asked = readAsked(call.flags, [], 'ask')
  const lead = moderator === undefined ? null : placeOf(call.flags, moderator)
  const named = lead ? [{ host: lead.host, name: lead.name, aim: lead.written }] : []
  const hosts = [...asked.named, ...named].map(({ host }) => host)
  const fleet = await call.open([...new Set(hosts)])
  const leads = recipientSpecs({ named, selects: [] }, fleet)
  const everybody = { ...asked, named: [...asked.named, ...named] }
  const limit = limitOf(call, fleet)
  const { reached, specs: all } = await reachRecipients(fleet, everybody, {
    ...{ limit, keep: false },
    isNeeded: () => true,
  })
  const [first, last] = [asked.named.length, asked.named.length + named.length]
  const specs = all.filter((_, at) => at < first || at >= last)
  for (const sentence of await agentsRead(call, fleet, [...reached.keys()])) call.say(sentence)
  const how = { mode: 'submit', onlyAtPrompt: true } as const
  const [leader = null] = resolveRecipients(fleet, leads, reached, how)
  const taken = leader?.target ? [leader.target] : []
  return { fleet, found: resolveRecipients(fleet, specs, reached, how, taken), leader }
}

/**
 * The recipients that can be asked, as members of the talk. For each other recipient, prints why it cannot be asked.
 */
function membersOf(
  call: Call,
  fleet: Fleet,
  found: readonly ResolvedRecipient[],
): readonly Member[] {
  const able = found.flatMap(({ name, target, failure }) => {
    const agent = target && askableAgent(fleet, target)
    if (target && agent && !failure) return [{ name, target, agent }]
    const why = failure
      ? sentence({ ...failure, host: undefined })
      : `fleetmux has found no agent in this pane, so the question was not sent. To see why: \`fleetmux explain ${shellWord(name)}\`.`
    call.say(`fleetmux: ${name}: ${why}`)
    return []
  })
  const sessions = able.map(({ name, target }) => ({
    host: target.host,
    session: name.slice(target.host.length + 1).replace(/:[^:]*$/, ''),
  }))
  const names = memberNames(sessions)
  return able.flatMap(({ target, agent }, at) => {
    const session = sessions[at]
    return session ? [{ ...session, name: names[at] ?? '', agent, target }] : []
  })
}

async function openChat(
  call: Call,
  question: string,
  members: readonly Member[],
  moderator: Member | null,
): Promise<ChatRecord> {
  const chat = await makeChatFile(call.environment, {
    id: crypto.randomUUID(),
    name: question.split('\n')[0]?.slice(0, 120) ?? '',
    createdAt: Date.now(),
    moderator: moderator && `${moderator.host}/${moderator.session}`,
    participants: members.map(({ host, session }) => `${host}/${session}`),
  })
  chat.say('user', question)
  const names = members.map(({ host, session }) => `${host}/${session}`)
  call.say(
    `Talk ${chat.id.slice(0, 8)} with ${andList(names)}${moderator ? `, led by ${moderator.host}/${moderator.session}` : ''}.`,
  )
  return chat
}

async function tell(call: Call, members: readonly Member[], answer: Answer): Promise<void> {
  const { name, state, text, milliseconds } = answer
  const member = members.find(each => each.name === name)
  const { host = '', session = '', agent = '' } = member ?? {}
  if (call.flags.is('json')) return call.print(toJson({ host, session, agent, ...answer }))
  const end = state === 'answered' ? '' : `, ${WORDS[state]}`
  await call.print(`== ${host}/${session} (${agent}, ${durationText(milliseconds)}${end})`)
  for (const line of text === '' ? [] : text.split('\n')) await call.print(line)
}

async function tellSummary(call: Call, { text, milliseconds }: Answer): Promise<void> {
  if (call.flags.is('json')) return call.print(toJson({ summary: text, milliseconds }))
  await call.print('== Summary')
  for (const line of text.split('\n')) await call.print(line)
}

/** The exit code if no agent can be asked: because nothing matches, or because of the printed failures. */
function exitOfNobody(found: readonly ResolvedRecipient[]): number {
  const [failure] = found.flatMap(each => each.failure ?? [])
  return failure ? exitOf(failure) : NO_SESSION
}

function exitOfAnswers(answers: readonly Answer[]): number {
  const good = answers.filter(({ state }) => state === 'answered').length
  if (good === answers.length) return DONE
  if (answers.every(({ state }) => state === 'lost' || state === 'refused')) return FAILED
  return good === 0 ? FAILED : SOME_FAILED
}
