import { Box } from 'ink'
import type { ReactNode } from 'react'
import { type Area, inside } from '../view/layout.ts'
import { blank } from './blank.ts'
import { Line } from './line.tsx'
import { Panel } from './panel.tsx'

export interface OverlayProps {
  readonly area: Area
  readonly title: string
  readonly note?: string
  readonly children: ReactNode
}

/** A panel drawn over the other panels, with an opaque background. */
export function Overlay({ area, title, note = '', children }: OverlayProps) {
  const { width, height } = inside(area)
  return (
    <Panel area={area} title={title} note={note} focused>
      <Box position="absolute" flexDirection="column">
        {Array.from({ length: height }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          <Line key={row} spans={blank(width)} />
        ))}
      </Box>
      <Box
        position="absolute"
        flexDirection="column"
        width={width}
        height={height}
        overflow="hidden"
      >
        {children}
      </Box>
    </Panel>
  )
}
