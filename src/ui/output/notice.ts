import { isReached, linkText } from '../../state/hosts/link-text.ts'
import { counted } from '../../state/text/counted.ts'
import { strip } from '../../state/text/text.ts'
import { minuteOfDay } from '../../state/text/time-of-day.ts'
import type { Fresh } from '../model/reading.ts'
import type { UiState } from '../model/ui-state.ts'

/** One line at the bottom of the output panel about the state of the pane. */
export interface Notice {
  readonly text: string
  readonly bad: boolean
}

const UNFOLLOWED = 'No pane is followed yet. Choose a session.'
const EMPTY = 'There are no sessions. To start one, press n.'

export function noticesOf({
  output,
  reading,
  hosts,
}: Pick<UiState, 'output' | 'reading' | 'hosts'>): readonly Notice[] {
  const { target, failure, note } = output
  const { fresh, paused } = reading
  if (!target) return [{ text: hasSessions(hosts) ? UNFOLLOWED : EMPTY, bad: false }]
  if (failure) {
    const texts = [failure.what, failure.why, failure.hint].filter(text => text !== undefined)
    return texts.map((text, index) => ({ text: strip(text), bad: index === 0 }))
  }
  const host = hosts.get(target.host)
  const lost = host && !isReached(host) ? `${target.host}: ${linkText(host)}` : null
  const news = fresh?.isFar && !paused ? newsOf(fresh) : null
  return [
    ...(news ? [{ text: news, bad: false }] : []),
    ...(lost ? [{ text: strip(lost), bad: true }] : []),
    ...(note ? [{ text: strip(note), bad: false }] : []),
  ]
}

/**
 * The message about new output. Its count is fixed, because a growing count would redraw the message for every line.
 */
function newsOf({ count, at }: Fresh): string {
  return `${counted(count, 'new line')} since you looked at ${minuteOfDay(at)}: press ' for the first.`
}

function hasSessions(hosts: UiState['hosts']): boolean {
  for (const { sessions } of hosts.values()) if (sessions.size > 0) return true
  return false
}
