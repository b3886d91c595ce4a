import type { Need } from '../../state/model/agents/agent.ts'
import type { Alert } from '../../state/model/settings/alert.ts'
import { cut } from '../../state/text/text.ts'
import { paneId } from '../targets/resolve-target.ts'

/** A notification as a device shows it. */
export interface Notice {
  readonly title: string
  readonly body: string
  /** Number of sessions that need a person now. */
  readonly count: number
  /** The view of the page that a click on the notification opens, as the fragment of its URL. */
  readonly view: string
}

const WORDS: Readonly<Record<Need, string>> = {
  waiting: 'waits for you',
  failed: 'failed',
  finished: 'has finished',
}
const ORDER: readonly Need[] = ['waiting', 'failed', 'finished']
/** Maximum number of sessions that are named; the others are only counted. */
const NAMED = 4

/** One notification for several alerts, waiting sessions first. `text`: whether to include the agents' questions. */
export function noticeOf(alerts: readonly Alert[], { text }: { readonly text: boolean }): Notice {
  const newest = new Map(alerts.map(alert => [`${alert.host}/${alert.session}`, alert]))
  const all = [...newest].sort(
    ([, one], [, other]) => ORDER.indexOf(one.what) - ORDER.indexOf(other.what),
  )
  const lines = all.map(([name, alert]) => (text ? alert.text : `${name} ${WORDS[alert.what]}`))
  const [first = ''] = lines
  const count = alerts.at(-1)?.count ?? 0
  const only = all.length === 1 ? all[0]?.[1] : undefined
  if (only) return { title: cut(first, 120), body: countWords(count), count, view: viewOf(only) }
  const more = lines.length > NAMED ? [`and ${lines.length - NAMED} more`] : []
  return {
    title: `${lines.length} sessions need you`,
    body: [...lines.slice(0, NAMED).map(line => cut(line, 120)), ...more].join('\n'),
    count,
    view: '#/',
  }
}

function viewOf({ target }: Alert): string {
  return target ? `#/pane/${encodeURIComponent(paneId(target))}` : '#/runs'
}

function countWords(count: number): string {
  return count > 1 ? `${count} sessions need you now` : ''
}
