import type { Budgets } from '../../state/playbooks/budget.ts'
import type { PlaybookChoices } from '../../state/playbooks/make-order.ts'
import { tokens } from '../../state/text/token.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'

/** The budgets (limits of a playbook), by their keyword in the prompt. */
const BUDGETS: Readonly<Record<string, keyof Budgets>> = {
  ...{ loops: 'loops', tasks: 'tasks', tokens: 'tokens', cost: 'cost' },
  time: 'seconds',
}

interface Typed {
  readonly names: readonly string[]
  readonly directory: string
  readonly choices: PlaybookChoices
}

/**
 * Parses `DOCUMENT... [dir=] [agent=] [model=] [time=8h] [cost=5] [tokens=] [tasks=] [loops=] [branch=] [verify=]
 * [yolo] [deny] [strict] [history]`. Returns a string with the error if the text is invalid.
 */
export function readNewPlaybook(text: string, directory: string): Typed | string {
  const names: string[] = []
  const words = new Map<string, string>()
  const budgets: Partial<Record<keyof Budgets, number>> = {}
  const switches = new Set<string>()
  for (const token of tokens(text)) {
    const [, key = '', value = ''] = /^([a-z]+)=(.*)$/s.exec(token) ?? []
    const budget = BUDGETS[key]
    if (budget !== undefined) {
      const number = budget === 'seconds' ? secondsIn(value) : Number(value || 'none')
      if (!(number >= 0))
        return `${key}= needs a ${budget === 'seconds' ? 'time such as 8h' : 'number'}, not ${JSON.stringify(value)}.`
      budgets[budget] = number
    } else if (/^(dir|agent|model|branch|verify)$/.test(key)) words.set(key, value)
    else if (/^(yolo|deny|strict|history)$/.test(token)) switches.add(token)
    else names.push(token)
  }
  if (names.length === 0) return 'Name a document or a playbook; tab completes it.'
  if (switches.has('yolo') && switches.has('deny')) return 'yolo and deny exclude each other.'
  return {
    names,
    directory: words.get('dir') ?? directory,
    choices: {
      permissions: switches.has('yolo') ? 'allow' : switches.has('deny') ? 'deny' : 'ask',
      ...{ agent: words.get('agent'), model: words.get('model'), branch: words.get('branch') },
      ...{ verify: words.get('verify'), budgets },
      ...{ strict: switches.has('strict'), history: switches.has('history') },
    },
  }
}

/** Starts the playbook. If the line is invalid, shows why and keeps the line. */
export function startTyped({ view }: UiState): readonly UiIntent[] {
  const { documents } = view.playbooks
  if (!documents) return [{ type: 'back' }]
  const typed = readNewPlaybook(view.line.text, documents.directory)
  if (typeof typed === 'string') return [{ type: 'say', text: typed }]
  const { names, directory, choices } = typed
  const ask = { do: 'start', path: directory, names, choices } as const
  return [{ type: 'submit' }, { type: 'ask-playbooks', host: documents.host, ask }]
}

/** Converts `90s`, `10m`, `8h` or `2d` to seconds. Returns NaN for any other text. */
function secondsIn(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  return number === ''
    ? Number.NaN
    : Number(number) * { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's']
}
