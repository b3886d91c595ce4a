import { Line } from '../parts/line.tsx'
import { useTheme } from '../parts/theme.ts'
import type { DetailLine } from './host-detail.ts'

export interface HostTextProps {
  readonly lines: readonly DetailLine[]
  readonly from: number
  readonly rows: number
}

/** The details of a host, one per line. If more lines follow, the last row says so. */
export function HostText({ lines, from, rows }: HostTextProps) {
  const theme = useTheme()
  const seen = lines.slice(from, from + rows)
  const isMore = lines.length > from + rows && rows > 1
  const shown = isMore ? seen.slice(0, -1) : seen
  return (
    <>
      {shown.map(({ text, look }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
        <Line key={index} spans={[{ text: ` ${text}`, look: theme[look] }]} />
      ))}
      {isMore && (
        <Line spans={[{ text: ` ${theme.glyphs.ellipsis} more below`, look: theme.dim }]} />
      )}
    </>
  )
}
