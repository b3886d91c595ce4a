import { Text } from 'ink'
import { memo } from 'react'
import { type TextLook, useTheme } from './theme.ts'

/** A part of a line in one style. Its text must be cleaned before. */
export interface Span {
  readonly text: string
  readonly look?: TextLook
}

/** One row of the screen. Rows with equal spans are not drawn again. */
export const Line = memo(
  ({ spans, look }: { readonly spans: readonly Span[]; readonly look?: TextLook }) => {
    const { ascii } = useTheme().glyphs
    return (
      <Text wrap="truncate" {...look}>
        {spans.map((span, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a span
          <Text key={index} {...span.look}>
            {ascii ? plain(span.text) : span.text}
          </Text>
        ))}
      </Text>
    )
  },
  (before, after) =>
    before.look === after.look &&
    before.spans.length === after.spans.length &&
    before.spans.every((span, index) => isSame(span, after.spans[index])),
)

/** Replaces the non-ASCII characters that fleetmux itself draws. Texts from hosts stay as they are. */
function plain(text: string): string {
  return text.replaceAll('…', '~').replaceAll(/[\u2400-\u2421]/g, '?')
}

/** An empty row. An empty Text would have no height. */
export function Gap() {
  return <Text> </Text>
}

function isSame(one: Span, other: Span | undefined): boolean {
  return one.text === other?.text && one.look === other.look
}
