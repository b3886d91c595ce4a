import { Box } from 'ink'
import type { ReactNode } from 'react'
import type { Area } from '../../state/layout.ts'

/** A place without a border. */
export function Row({ area, children }: { readonly area: Area; readonly children: ReactNode }) {
  return (
    <Box
      position="absolute"
      left={area.x}
      top={area.y}
      width={area.width}
      height={area.height}
      overflow="hidden"
    >
      {children}
    </Box>
  )
}
