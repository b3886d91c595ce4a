import type { CleanLines } from '../text/clean.ts'
import type { Member } from './member.ts'

/** The result of a question to one member (an agent that takes part in the talk). */
export interface Answer {
  readonly name: string
  readonly state: 'answered' | 'asks' | 'silent' | 'refused' | 'lost'
  /** The member's answer, the question that it asks the user instead, or why there is no answer. */
  readonly text: string
  readonly milliseconds: number
}

/** An answer whose text is safe for a terminal. */
export interface CleanAnswer extends Answer {
  readonly text: CleanLines
}

/** The prompt for an agent in a talk (a question to several agents). `readOnly`: asks it not to change anything. */
export function memberPrompt(question: string, readOnly: boolean): string {
  return readOnly
    ? `${question}\n\n(Answer in words. Change no file and run nothing that does.)`
    : question
}

/** The first prompt for the agent that moderates the talk. */
export function openingPrompt(
  question: string,
  members: readonly Pick<Member, 'name' | 'host' | 'agent'>[],
  rounds: number,
): string {
  const names = members.map(({ name, host, agent }) => `@${name} (${agent} on ${host})`)
  return [
    `You moderate a talk of ${members.length} agents: ${names.join(', ')}.`,
    'To ask one of them, begin a line with its @name and write the question behind it; @all asks all.',
    `There are ${rounds} rounds at most. When you know enough, answer yourself, without any line that begins with @.`,
    'Answer in words only: change no file.',
    '',
    `The question: ${question}`,
  ].join('\n')
}

/** The prompt for the moderator (the agent that leads the talk) after the other agents have answered. */
export function roundPrompt(
  answers: readonly Answer[],
  said: readonly string[],
  round: { readonly left: number; readonly unknown: readonly string[] },
): string {
  const more =
    round.left > 0
      ? `Sum up, or ask again by lines that begin with @name (${round.left} more ${round.left === 1 ? 'round' : 'rounds'}).`
      : 'This was the last round: sum up now, without any line that begins with @.'
  return [
    'The answers:',
    ...answers.flatMap(each => ['', `${heading(each)}`, each.text]),
    ...said.flatMap(text => ['', 'A person says:', text]),
    ...round.unknown.map(name => `\nNo agent in this talk is called @${name}.`),
    '',
    more,
  ].join('\n')
}

function heading({ name, state }: Answer): string {
  return state === 'answered' ? `${name}:` : `${name} (${WORDS[state]}):`
}

export const WORDS: Readonly<Record<Answer['state'], string>> = {
  answered: 'answered',
  asks: 'asks a person',
  silent: 'has not answered',
  refused: 'was not asked',
  lost: 'was lost',
}
