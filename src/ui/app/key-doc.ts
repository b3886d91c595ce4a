import { words } from '../command-line/line-command.ts'
import type { Mode, Panel } from '../model/view.ts'
import { type Binding, ESCAPE_CHORD } from '../view/binding.ts'
import { keyName } from '../view/key-names.ts'
import { bindings, isOpen } from './keymap.ts'

/** The complete text of docs/keys.md. */
export function keysMarkdown(): string {
  const sections = SECTIONS.map(([title, mode, panel]) => {
    const rows = bindings.filter(
      each => isOpen(each, { mode, panel }) && (mode !== 'normal' || isOf(each, panel)),
    )
    const lines = rows.map(each => `| ${each.keys.map(markdownKey).join(' ')} | ${each.label} |`)
    return `## ${title}\n\n| keys | what they do |\n|---|---|\n${lines.join('\n')}\n`
  })
  return `# Keys\n\nMade from the key table by \`npm run docs\`; a test compares.\n\n${sections.join('\n')}\n${wordSection()}`
}

const SECTIONS: readonly (readonly [string, Mode, Panel | 'every'])[] = [
  ['In every panel', 'normal', 'every'],
  ['In the pool', 'normal', 'pool'],
  ['In the sessions', 'normal', 'sessions'],
  ['In the output', 'normal', 'output'],
  ['Typing into a pane', 'type', 'output'],
  ['On the line at the bottom: filter', 'filter', 'sessions'],
  ['On the line at the bottom: command', 'command', 'sessions'],
  ['On the line at the bottom: search', 'search', 'output'],
  ['On the line at the bottom: send', 'send', 'output'],
  ['On the line at the bottom: find everywhere', 'grep', 'sessions'],
  ['Starting a session', 'new', 'sessions'],
  ['Starting agents with a prompt', 'launch', 'sessions'],
  ['What was found on all screens', 'hits', 'sessions'],
  ['On the wall', 'wall', 'sessions'],
  ['How far what was started is', 'launches', 'sessions'],
  ['Being asked before something is lost', 'confirm', 'sessions'],
  ['Writing to many', 'compose', 'sessions'],
  ['Who will hear it', 'recipients', 'sessions'],
  ['Receipts', 'receipts', 'sessions'],
  ['Answering', 'answer', 'sessions'],
  ['Answering in words', 'reply', 'sessions'],
  ['Why an agent is taken to do what it does', 'explain', 'sessions'],
  ['Worktree sessions', 'work', 'sessions'],
  ['What a worktree session has changed', 'work-text', 'sessions'],
  ['On the line at the bottom: a new worktree session', 'work-new', 'sessions'],
  ['On the line at the bottom: bring a worktree session back', 'work-restore', 'sessions'],
  ['Hosts', 'hosts', 'pool'],
  ['A host, new or changed', 'host-form', 'pool'],
  ['Testing a host before it is saved', 'host-trial', 'pool'],
  ['Importing hosts of ~/.ssh/config', 'import', 'pool'],
  ['Containers and pods', 'discover', 'pool'],
  ['Runs', 'runs', 'sessions'],
  ['On the line at the bottom: a text for a run', 'run-text', 'sessions'],
  ['On the line at the bottom: a new run', 'run-new', 'sessions'],
  ['On the line at the bottom: search a conversation', 'run-search', 'sessions'],
  ['Playbooks', 'playbooks', 'sessions'],
  ['What has happened in a playbook', 'playbook-text', 'sessions'],
  ['Files', 'files', 'sessions'],
  ['The text of a file', 'file-text', 'sessions'],
  ['Files that were found', 'files-found', 'sessions'],
  ['A file that somebody else has changed', 'file-conflict', 'sessions'],
  ['On the line at the bottom: a name or a place of a file', 'file-line', 'sessions'],
  ['Help', 'help', 'sessions'],
  ['Event log', 'log', 'sessions'],
  ['On the line at the bottom: search the event log', 'log-filter', 'sessions'],
  ['One entry of the event log', 'entry', 'sessions'],
  ['Benchmarks', 'benchmarks', 'sessions'],
  ['Before there is anything to see', 'welcome', 'sessions'],
]

function isOf(binding: Binding, panel: Panel | 'every'): boolean {
  return panel === 'every' ? !binding.panels : !!binding.panels
}

function markdownKey(key: string): string {
  return key === ESCAPE_CHORD
    ? '`ctrl-]` (the setting `escape`)'
    : `\`${keyName(key).replace('|', '\\|')}\``
}

function wordSection(): string {
  const lines = words.map(word => `| \`${word.usage.replaceAll('|', '\\|')}\` | ${word.label} |`)
  return `## Words after \`:\`\n\n| word | what it does |\n|---|---|\n${lines.join('\n')}\n`
}
