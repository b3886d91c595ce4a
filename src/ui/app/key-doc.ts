import { lineCommands } from '../command-line/line-command.ts'
import { isPrompt, type Mode, modesWith, propertiesOf } from '../model/mode.ts'
import type { Panel } from '../model/view.ts'
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
  return `# Keys\n\n\`npm run docs\` generates this page from the key bindings; a test compares them.\n\n${sections.join('\n')}\n${wordSection()}`
}

const PANELS = [
  ['In every panel', 'normal', 'every'],
  ['In the pool', 'normal', 'pool'],
  ['In the sessions', 'normal', 'sessions'],
  ['In the output', 'normal', 'output'],
] as const

/**
 * The sections of docs/keys.md: one for each panel in normal mode, and one for each other mode, where the focused panel
 * does not matter.
 */
const SECTIONS: readonly (readonly [string, Mode, Panel | 'every'])[] = [
  ...PANELS,
  ...modesWith(({ heading }) => heading !== null).map(
    mode => [sectionTitle(mode), mode, 'every'] as const,
  ),
]

function sectionTitle(mode: Mode): string {
  const { heading } = propertiesOf(mode)
  return isPrompt(mode) ? `On the line at the bottom: ${heading}` : `${heading}`
}

function isOf(binding: Binding, panel: Panel | 'every'): boolean {
  return panel === 'every' ? !binding.panels : !!binding.panels
}

function markdownKey(key: string): string {
  return key === ESCAPE_CHORD
    ? '`ctrl-]` (the setting `escape`)'
    : `\`${keyName(key).replace('|', '\\|')}\``
}

function wordSection(): string {
  const lines = lineCommands.map(
    word => `| \`${word.usage.replaceAll('|', '\\|')}\` | ${word.label} |`,
  )
  return `## Commands after \`:\`\n\n| command | what it does |\n|---|---|\n${lines.join('\n')}\n`
}
