import { Box } from 'ink'
import { render } from 'ink-testing-library'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LivePane } from '../../../src/ui/output/live-pane.tsx'

beforeEach(() => vi.stubEnv('CI', undefined))
afterEach(() => vi.unstubAllEnvs())

const frame = (pane: React.ReactElement): string => {
  const { lastFrame, unmount } = render(
    <Box width={8} height={4} borderStyle="single">
      {pane}
    </Box>,
  )
  const seen = lastFrame() ?? ''
  unmount()
  return seen
}

test('without a painter Ink prints the lines, cut to the place', () => {
  const lines = ['日本語日本', '\x1b[31mred\x1b[0m', 'third']
  expect(frame(<LivePane id="a" lines={lines} />)).toBe(
    '┌──────┐\n│日本語│\n│\x1b[31mred\x1b[39m   │\n└──────┘',
  )
  expect(frame(<LivePane id="a" lines={lines} from={{ line: 2, column: 1 }} />)).toBe(
    '┌──────┐\n│hird  │\n│      │\n└──────┘',
  )
})

test('the cursor is printed inverse, a hidden pane is empty', () => {
  expect(frame(<LivePane id="a" lines={['abc']} cursor={{ x: 1, y: 0 }} />)).toContain(
    'a\x1b[7mb\x1b[27mc',
  )
  expect(frame(<LivePane id="a" lines={['abc']} hidden />)).toBe(
    '┌──────┐\n│      │\n│      │\n└──────┘',
  )
})
