import { Box, type DOMElement, measureElement, Text, useBoxMetrics } from 'ink'
import { memo, type RefObject, use, useLayoutEffect, useRef, useState } from 'react'
import { fromRow } from '../../state/text/row.ts'
import { PainterContext } from '../paint/context.ts'
import { blankCells } from '../paint/grid.ts'
import type { Painter } from '../paint/painter.ts'
import { type Content, createPaneRows, overlay } from '../paint/pane.ts'

export interface LivePaneProps extends Content {
  /** The painter's id for the pane, unique on the screen. */
  readonly id: string
  /** Set if a dialog covers the pane, which then keeps its area but is not painted. */
  readonly hidden?: boolean
}

const areaOf = (box: RefObject<DOMElement | null>) => () =>
  box.current ? measureElement(box.current) : { x: 0, y: 0, width: 0, height: 0 }

const Painted = ({
  painter,
  id,
  hidden,
  lines,
  cursor,
  from,
  dim,
}: LivePaneProps & { painter: Painter }) => {
  const box = useRef<DOMElement>(null)
  useLayoutEffect(
    () => () => {
      painter.remove(id)
      painter.flush()
    },
    [painter, id],
  )
  useLayoutEffect(() => {
    painter.show(id, { lines, cursor, from, dim })
    if (hidden) painter.hide(id)
    else painter.place(id, areaOf(box))
    painter.flush()
  })
  return <Box ref={box} flexGrow={1} flexShrink={1} overflow="hidden" />
}

/**
 * The lines of a pane in an area of that size, the same as the painter (see `Painter`) draws: without one, Ink prints
 * them.
 */
const printedLines = (content: Content, width: number, height: number): string[] => {
  const rows = createPaneRows()
  return Array.from({ length: height }, (_, y) => {
    const cells = blankCells(width)
    overlay(cells, y, { x: 0, y: 0, width, height }, content, rows)
    return fromRow(cells)
  })
}

const useSize = (box: RefObject<DOMElement | null>): { width: number; height: number } => {
  const [first, setFirst] = useState({ width: 0, height: 0 })
  // Ink's own hook measures too late: the first frame would be empty, and may be the only one that is printed.
  useLayoutEffect(() => {
    if (box.current) setFirst(measureElement(box.current))
  }, [box])
  const measured = useBoxMetrics(box as RefObject<DOMElement>)
  return measured.hasMeasured ? measured : first
}

// One row of printed output. It is memoised, so that React skips unchanged rows. One `Text` per row is cheapest for
// Ink.
const PrintedLine = memo(({ line }: { line: string }) => (
  <Box height={1} flexShrink={0}>
    <Text wrap="truncate">{line}</Text>
  </Box>
))

const Printed = ({ hidden, lines, cursor, from, dim }: LivePaneProps) => {
  const box = useRef<DOMElement>(null)
  const { width, height } = useSize(box)
  const seen = hidden ? [] : printedLines({ lines, cursor, from, dim }, width, height)
  return (
    <Box ref={box} flexGrow={1} flexShrink={1} flexDirection="column" overflow="hidden">
      {seen.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
        <PrintedLine key={row} line={line} />
      ))}
    </Box>
  )
}

/** The area of a pane's screen. The painter draws it; without a painter Ink prints the lines. */
export const LivePane = (props: LivePaneProps) => {
  const painter = use(PainterContext)
  return painter ? <Painted painter={painter} {...props} /> : <Printed {...props} />
}
