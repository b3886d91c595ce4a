import { Box, type BoxProps } from 'ink'
import type { ReactNode } from 'react'
import type { Area } from '../view/layout.ts'

export interface RowProps {
  readonly area: Area
  readonly flexDirection?: BoxProps['flexDirection']
  readonly children: ReactNode
}

/** An area without a border. */
export function Row({ area, flexDirection = 'row', children }: RowProps) {
  return (
    <Box
      position="absolute"
      left={area.x}
      top={area.y}
      width={area.width}
      height={area.height}
      flexDirection={flexDirection}
      overflow="hidden"
    >
      {children}
    </Box>
  )
}
