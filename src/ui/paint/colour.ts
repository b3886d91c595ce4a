import type { Style } from '../../state/text/style.ts'

/** The colours that the user's terminal supports. `none` keeps bold, underline, inverse and similar attributes. */
export type Colour = 'none' | '16' | '256' | 'true'

const MEMO_LIMIT = 8192
const CUBE = [0, 95, 135, 175, 215, 255]
type Rgb = readonly [number, number, number]

const BASE: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
]

const cubeRgb = (index: number): Rgb => [
  CUBE[Math.floor(index / 36)] ?? 0,
  CUBE[Math.floor(index / 6) % 6] ?? 0,
  CUBE[index % 6] ?? 0,
]

const grey = (level: number): Rgb => [level, level, level]

const PALETTE: readonly Rgb[] = [
  ...BASE,
  ...Array.from({ length: 216 }, (_, index) => cubeRgb(index)),
  ...Array.from({ length: 24 }, (_, index) => grey(8 + index * 10)),
]

const distance = (a: Rgb, b: Rgb): number =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2

/** Index of the palette entry in `from` to `to` (exclusive) that is nearest to `rgb`. */
const nearest = (rgb: Rgb, from: number, to: number): number => {
  let best = from
  for (let index = from; index < to; index++) {
    if (distance(rgb, PALETTE[index] ?? grey(0)) < distance(rgb, PALETTE[best] ?? grey(0)))
      best = index
  }
  return best
}

const simple = (index: number, isBack: boolean): string =>
  `${(index < 8 ? 30 : 82) + index + (isBack ? 10 : 0)}`

const lower = (whole: string, layer: string, value: string, colour: Colour): string => {
  const numbers = value.split(';').map(Number)
  const [red = 0, green = 0, blue = 0] = numbers
  const rgb: Rgb = numbers.length === 3 ? [red, green, blue] : (PALETTE[red] ?? grey(0))
  if (colour === '16') return simple(nearest(rgb, 0, 16), layer === '48')
  // The user's theme defines the first 16 colours of the palette of 256, so an RGB colour is never mapped to one of
  // them.
  return numbers.length === 3 ? `${layer};5;${nearest(rgb, 16, 256)}` : whole
}

const withoutColour = (style: Style): Style =>
  style
    .replace(/(?:^|;)[34]8;(?:5;\d+|2;\d+;\d+;\d+)/g, '')
    .replace(/(?:^|;)(?:[34][0-79]|9[0-7]|10[0-7])(?=;|$)/g, '')
    .replace(/^;/, '')

const degrade = (style: Style, colour: Colour): Style =>
  colour === 'none'
    ? withoutColour(style)
    : style.replace(/\b([34]8);(?:5;(\d+)|2;(\d+;\d+;\d+))/g, (whole, layer, index, rgb) =>
        lower(whole, layer, index ?? rgb, colour),
      )

/** Converts styles to those that the terminal supports. */
export const createDegrade = (colour: Colour): ((style: Style) => Style) => {
  if (colour === 'true') return style => style
  const memo = new Map<Style, Style>()
  return style => {
    const known = memo.get(style)
    if (known !== undefined) return known
    if (memo.size > MEMO_LIMIT) memo.clear()
    const lowered = degrade(style, colour)
    memo.set(style, lowered)
    return lowered
  }
}
