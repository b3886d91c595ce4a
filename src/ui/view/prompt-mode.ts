import type { Prompt } from '../model/view.ts'

const PROMPTS: readonly Prompt[] = [
  'filter',
  'command',
  'search',
  'send',
  'grep',
  'log-filter',
  'work-search',
  'work-prompt',
]

/** Whether it has one line under edit at the bottom of the screen: filter, search, command, text to send. */
export function isPrompt(mode: string): mode is Prompt {
  return PROMPTS.some(each => each === mode)
}
