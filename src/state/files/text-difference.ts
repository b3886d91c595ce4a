/** Number of context lines before and after a change. */
const AROUND = 3
/** Maximum size of the comparison table, in cells. Larger differences are shown as one change. */
const MOST = 4_000_000

interface Line {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** The difference of two texts as lines with marks; `...` stands for unchanged lines. */
export function differenceLines(before: string, after: string): readonly string[] {
  const lines = compare(before.split('\n'), after.split('\n'))
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ mark }) => mark !== ' '),
  )
  return lines.flatMap(({ mark, text }, at) => {
    if (isNear[at]) return [`${mark}${text}`]
    return at === 0 || isNear[at - 1] ? ['...'] : []
  })
}

function compare(a: readonly string[], b: readonly string[]): readonly Line[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail))
    tail++
  return [
    ...mark(' ', a.slice(0, head)),
    ...compareMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...mark(' ', a.slice(a.length - tail)),
  ]
}

/** Compares by the longest common subsequence, unless the texts are too large. */
function compareMiddle(a: readonly string[], b: readonly string[]): readonly Line[] {
  if (a.length * b.length > MOST) return [...mark('-', a), ...mark('+', b)]
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: Line[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ mark: ' ', text: a[i++] ?? '' })
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push({ mark: '-', text: a[i++] ?? '' })
    else lines.push({ mark: '+', text: b[j++] ?? '' })
  }
  return [...lines, ...mark('-', a.slice(i)), ...mark('+', b.slice(j))]
}

function mark(mark: Line['mark'], texts: readonly string[]): readonly Line[] {
  return texts.map(text => ({ mark, text }))
}
