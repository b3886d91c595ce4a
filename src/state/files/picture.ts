import { type Clean, clean } from '../text/clean.ts'

/** A decoded picture: four bytes for each pixel (red, green, blue, opacity), row by row. */
export interface Picture {
  readonly kind: 'PNG' | 'JPEG'
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** Space for a picture on a terminal, in cells. */
export interface PictureArea {
  readonly columns: number
  readonly rows: number
}

/**
 * One cell shows two pixels, one above the other: the character `▀` in the upper colour on a background of the lower
 * one.
 */
export interface PictureCell {
  readonly text: Clean
  /** The colour of the character, as `#rrggbb`; missing: the terminal's own colour. */
  readonly front?: string
  /** The colour of the background, as `#rrggbb`; missing: the terminal's own colour. */
  readonly back?: string
}

const [UPPER, LOWER, EMPTY] = [clean('▀'), clean('▄'), clean(' ')]

/** The picture in cells, as large as the area allows, but never enlarged. */
export function pictureCells(picture: Picture, area: PictureArea): readonly PictureCell[][] {
  const { width, height } = picture
  const scale = Math.min(1, area.columns / width, (2 * area.rows) / height)
  const columns = Math.max(1, Math.round(width * scale))
  const rows = Math.max(1, Math.ceil((height * scale) / 2))
  const at = (row: number, column: number) =>
    averageColour(picture, {
      ...{ left: (column * width) / columns, right: ((column + 1) * width) / columns },
      ...{ top: (row * height) / (2 * rows), bottom: ((row + 1) * height) / (2 * rows) },
    })
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) =>
      cellOf(at(2 * row, column), at(2 * row + 1, column)),
    ),
  )
}

function cellOf(upper: string | null, lower: string | null): PictureCell {
  if (upper === null) return lower === null ? { text: EMPTY } : { text: LOWER, front: lower }
  return { text: UPPER, front: upper, ...(lower !== null && { back: lower }) }
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The mean colour of the opaque pixels in a box; null: most of the box is transparent. */
function averageColour({ width, height, pixels }: Picture, box: Box): string | null {
  const sum = [0, 0, 0]
  let opacity = 0
  let count = 0
  const end = (limit: number, from: number, most: number) =>
    Math.min(most, Math.max(Math.ceil(limit), Math.floor(from) + 1))
  for (let y = Math.floor(box.top); y < end(box.bottom, box.top, height); y++)
    for (let x = Math.floor(box.left); x < end(box.right, box.left, width); x++) {
      const at = 4 * (y * width + x)
      const alpha = pixels[at + 3] ?? 0
      for (const part of [0, 1, 2]) sum[part] = (sum[part] ?? 0) + (pixels[at + part] ?? 0) * alpha
      opacity += alpha
      count++
    }
  if (count === 0 || opacity < 127 * count) return null
  const hex = sum.map(each =>
    Math.round(each / opacity)
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${hex.join('')}`
}

/** Terminal cells of a picture as one line with SGR sequences: in true colours, or in the nearest of 256 colours. */
export function paintCells(cells: readonly PictureCell[], isTrueColour: boolean): string {
  const code = isTrueColour ? trueCode : nearCode
  return cells
    .map(({ text, front, back }) => {
      const codes = [...(front ? [`38;${code(front)}`] : []), ...(back ? [`48;${code(back)}`] : [])]
      return codes.length === 0 ? text : `\x1b[${codes.join(';')}m${text}\x1b[0m`
    })
    .join('')
}

function trueCode(colour: string): string {
  return `2;${partsOf(colour).join(';')}`
}

/** The nearest colour of the 6 x 6 x 6 cube that terminals with 256 colours have. */
function nearCode(colour: string): string {
  const [red = 0, green = 0, blue = 0] = partsOf(colour).map(part =>
    Math.max(0, Math.floor((part - 35) / 40)),
  )
  return `5;${16 + 36 * red + 6 * green + blue}`
}

function partsOf(colour: string): readonly number[] {
  return [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))
}
