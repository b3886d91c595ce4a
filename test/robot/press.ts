/** One key, and where the screen said that it was pressed. */
export interface Press {
  readonly place: string
  readonly key: string
}

const presses: Press[] = []
const words = new Set<string>()

/** Notes a key beside the mode and panel that the screen shows, as a person would read them. */
export function notePress(key: string, screen: string): void {
  const place = placeOf(screen)
  presses.push({ place, key })
  const word = /^ :(\w+)/.exec(bottom(screen))?.[1]
  if (place === 'command' && key === 'Enter' && word) words.add(word)
}

/** The keys that robots of this test file have pressed. */
export function pressed(): readonly Press[] {
  return presses
}

/** The words that they have entered after `:`. */
export function entered(): ReadonlySet<string> {
  return words
}

const OVERLAYS: readonly (readonly [RegExp, string])[] = [
  [/(▸|>) Keys: /, 'help'],
  [/(▸|>) Event log /, 'log'],
  [/(▸|>) Event log, searching /, 'log-filter'],
  [/(▸|>) Entry \d/, 'entry'],
  [/(▸|>) New session /, 'new'],
  [/(▸|>) Start agents /, 'launch'],
  [/(▸|>) Starting /, 'launches'],
  [/(▸|>) Found \d/, 'hits'],
  [/(▸|>) End a session /, 'confirm'],
  [/(▸|>) Remove a host /, 'confirm'],
  [/(▸|>) (Add a host|Change \S+) /, 'host-form'],
  [/(▸|>) Test \S+ /, 'host-trial'],
  [/(▸|>) Import from ssh config /, 'import'],
  [/(▸|>) (Containers|Pods) /, 'discover'],
  [/(▸|>) Compose /, 'compose'],
  [/(▸|>) Recipients /, 'recipients'],
  [/(▸|>) Delivery report /, 'receipts'],
  [/(▸|>) Answer \d+ of \d+, in words /, 'reply'],
  [/(▸|>) Answer /, 'answer'],
  [/(▸|>) Explain /, 'explain'],
  [/(▸|>) Runs \d/, 'runs'],
  [/(▸|>) Playbooks \d/, 'playbooks'],
  [/(▸|>) Files \S/, 'files'],
  [/(▸|>) Work \d/, 'work'],
  [/(▸|>) Set-up command of /, 'work-setup'],
  [/(▸|>) Benchmarks /, 'benchmarks'],
]

const LINES: readonly (readonly [RegExp, string])[] = [
  [/^ :/, 'command'],
  [/^ filter:(?!.*·)/, 'filter'],
  [/^ search:/, 'search'],
  [/^ find on all screens:/, 'grep'],
  [/^ send to /, 'send'],
  [/ TYPING $|TYPING$/, 'type'],
]

const WORK_TEXT = /(▸|>) (\S.* on \S+: (diff|status)|Removed sessions) /

/** Lines under edit over the screens of work and benchmarks, which may still be seen behind them. */
const SCREEN_LINES: readonly (readonly [RegExp, string])[] = [
  [/^ new:/, 'work-new'],
  [/^ prompt the agent:/, 'work-prompt'],
  [/^ restore:/, 'work-restore'],
  [/^ remove .* with all its work:/, 'work-force'],
  [/^ benchmark:/, 'benchmark-new'],
]

/** `normal/sessions`, `filter`, `help`...: mode and, where it matters, panel. */
function placeOf(screen: string): string {
  const isWorkText = WORK_TEXT.test(screen)
  if (isWorkText) return /^ search:/.test(bottom(screen)) ? 'work-search' : 'work-text'
  const screenLine = SCREEN_LINES.find(([start]) => start.test(bottom(screen)))
  if (screenLine) return screenLine[1]
  const overlay = OVERLAYS.find(([title]) => title.test(screen))
  if (overlay) return overlay[1]
  const line = LINES.find(([start]) => start.test(bottom(screen)))
  if (line) return line[1]
  if (/(▸|>) Hosts \d/.test(screen)) return 'hosts'
  if (/▸ Welcome /.test(screen)) return 'welcome'
  if (/^ (▸|>) Wall \d/.test(screen)) return 'wall'
  const [, title = ''] = /(?:▸|> )\s*(\S+)/.exec(screen) ?? []
  if (title === 'Pool') return 'normal/pool'
  return title === 'Sessions' ? 'normal/sessions' : 'normal/output'
}

/** The line above the footer. */
function bottom(screen: string): string {
  return screen.split('\n').at(-2) ?? ''
}
