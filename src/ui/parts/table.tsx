import { Text } from 'ink'
import { Table as InkTable } from 'ink-table'
import { type ReactNode, useMemo } from 'react'
import { fit as inCells } from '../../state/text/text.ts'
import { useTheme } from './theme.ts'

export interface Column {
  readonly name: string
  /** Width in cells. Longer text is cut. */
  readonly cells: number
}

export interface TableProps {
  readonly rows: readonly Readonly<Record<string, string>>[]
  readonly columns: readonly Column[]
}

interface CellProps {
  readonly column?: number
  readonly children?: ReactNode
}

/**
 * A read-only table. ink-table measures in UTF-16 units and draws a rule between all rows: its padding is removed, the
 * text is fitted again in cells, and the rules are not drawn.
 */
export function Table({ rows, columns }: TableProps) {
  const { dim } = useTheme()
  const [Cell, Header] = useMemo(() => {
    const fitted = ({ column = 0, children }: CellProps) =>
      inCells(String(children).slice(1).trimEnd(), columns[column]?.cells ?? 0)
    return [
      (props: CellProps) => <Text wrap="truncate">{fitted(props)}</Text>,
      (props: CellProps) => (
        <Text wrap="truncate" {...dim}>
          {fitted(props)}
        </Text>
      ),
    ] as const
  }, [columns, dim])
  const names = columns.map(column => column.name)
  return (
    <InkTable data={[...rows]} columns={names} header={Header} cell={Cell} skeleton={Nothing} />
  )
}

function Nothing() {
  return null
}
