import { Box, Text } from 'ink'
import { useSelect } from '../parts/use-select.ts'
import { SMALLEST } from '../view/layout.ts'

/** Shown when the terminal is too small for the panels. */
export function TooSmall() {
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  return (
    <Box width={columns} height={rows} overflow="hidden">
      <Text>{`fleetmux needs ${SMALLEST.columns}x${SMALLEST.rows}; this is ${columns}x${rows}. q quits.`}</Text>
    </Box>
  )
}
