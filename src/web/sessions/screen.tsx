import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { type PaneScreen, screenOf, watchPane } from '../fleet/fleet.ts'
import { lineRuns, usedColumns } from './screen-lines.ts'

/** Width and height of a cell at 1 px font size, measured for the page's font. */
const CELL = { width: 0.602, height: 1.25 }
/** Padding on each side of a screen in pixels, the same as in the style sheet. */
const PADDING = 6

/**
 * The screen of a pane as text. The pane is never resized. Instead, the font size is fitted to the width of the pane, or
 * with `fitsText` to the widest text so far, within limits; a screen that is still too wide scrolls. Only changed lines
 * are drawn again.
 */
export function Screen({
  pane,
  largest = 16,
  smallest = 5,
  fitsText = false,
}: {
  pane: string
  largest?: number
  smallest?: number
  fitsText?: boolean
}) {
  const box = useRef<HTMLPreElement>(null)
  const caret = useRef<HTMLDivElement>(null)
  const drawn = useRef<readonly string[]>([])

  useEffect(() => watchNear(box.current, pane), [pane])
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const screen = screenOf(pane)
    drawn.current = []
    element.replaceChildren()
    let columns = 0
    const draw = () => {
      const now = screen.value
      if (!now) return
      columns = fitsText ? usedColumns(now, columns) : now.width
      fitFont(element, columns, { largest, smallest })
      drawn.current = drawLines(element, drawn.current, now)
      drawCursor(caret.current, element, now)
    }
    const stop = screen.subscribe(draw)
    const sizes = new ResizeObserver(draw)
    const stage = element.closest('.stage')
    if (stage) sizes.observe(stage)
    return () => {
      stop()
      sizes.disconnect()
    }
  }, [pane, largest, smallest, fitsText])

  return (
    <div class="glass">
      <pre class="screen" ref={box} />
      <div class="cursor" ref={caret} aria-hidden="true" hidden />
    </div>
  )
}

/**
 * Watches the pane while its screen is at most one height of the window away from being visible: what nobody sees costs
 * neither the connection nor the browser anything. Returns a function that stops this.
 */
function watchNear(element: HTMLElement | null, pane: string): () => void {
  const stage = element?.closest('.stage')
  if (!stage) return watchPane(pane)
  let stop: (() => void) | null = null
  const observer = new IntersectionObserver(
    changes => {
      const isNear = changes.at(-1)?.isIntersecting === true
      if (isNear) stop ??= watchPane(pane)
      else {
        stop?.()
        stop = null
      }
    },
    { rootMargin: '100% 0px' },
  )
  observer.observe(stage)
  return () => {
    observer.disconnect()
    stop?.()
  }
}

function fitFont(
  element: HTMLElement,
  columns: number,
  { largest, smallest }: { readonly largest: number; readonly smallest: number },
): void {
  const stage = element.closest('.stage')
  const room = stage ? stage.clientWidth - 2 * PADDING : 0
  const size = Math.max(smallest, Math.min(largest, room / (Math.max(1, columns) * CELL.width)))
  element.style.fontSize = `${Math.floor(size * 10) / 10}px`
}

/** Draws the lines that have changed; returns the drawn lines. */
function drawLines(
  element: HTMLElement,
  before: readonly string[],
  { lines, cursor }: PaneScreen,
): readonly string[] {
  const last = lines.findLastIndex(line => line !== '')
  const count = Math.max(last + 1, (cursor?.y ?? -1) + 1)
  while (element.childElementCount > count) element.lastElementChild?.remove()
  // `lines` may end before the row of the cursor, which may be blank.
  const now = Array.from({ length: count }, (_, index) => lines[index] ?? '')
  now.forEach((line, index) => {
    if (before[index] === line && element.children[index]) return
    const row = (element.children[index] as HTMLElement | undefined) ?? append(element)
    row.replaceChildren(...lineRuns(line))
  })
  return now
}

/** Draws a frame around the cell of the cursor; its character stays the same. */
function drawCursor(caret: HTMLElement | null, element: HTMLElement, { cursor }: PaneScreen): void {
  if (!caret) return
  caret.hidden = cursor === null
  if (!cursor) return
  caret.style.fontSize = element.style.fontSize
  caret.style.left = `${cursor.x}ch`
  caret.style.top = `${cursor.y * CELL.height}em`
}

function append(element: HTMLElement): HTMLElement {
  const row = document.createElement('div')
  row.className = 'row'
  element.append(row)
  return row
}
