import type { Prompt } from '../model/view.ts'

const PROMPTS: readonly Prompt[] = [
  ...(['filter', 'command', 'search', 'send', 'grep', 'log-filter'] as const),
  ...(['run-text', 'run-search'] as const),
  ...(['work-search', 'work-prompt', 'work-new', 'work-restore', 'work-force'] as const),
  ...(['benchmark-new', 'file-line'] as const),
  ...(['playbook-new', 'history-search', 'ask-agents'] as const),
]

/** Whether the mode edits one line at the bottom of the screen: filter, search, command, text to send. */
export function isPrompt(mode: string): mode is Prompt {
  return PROMPTS.some(each => each === mode)
}
