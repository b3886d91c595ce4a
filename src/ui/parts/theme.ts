import type { TextProps } from 'ink'
import { createContext, use } from 'react'
import type { Settings } from '../../state/model/settings/settings.ts'

export type TextLook = Pick<
  TextProps,
  'color' | 'backgroundColor' | 'bold' | 'dimColor' | 'inverse' | 'underline'
>

/** Styles and glyphs. No information is shown by colour alone, since the theme `none` has no colours. */
export interface Theme {
  readonly plain: TextLook
  readonly dim: TextLook
  readonly strong: TextLook
  readonly accent: TextLook
  readonly good: TextLook
  readonly warn: TextLook
  readonly bad: TextLook
  /** The selected row in the focused panel. */
  readonly selected: TextLook
  /** The selected row in panels without the focus. */
  readonly marked: TextLook
  readonly border: { readonly focused: string | undefined; readonly other: string | undefined }
  readonly glyphs: Glyphs
}

export interface Glyphs {
  readonly ascii: boolean
  readonly active: string
  readonly quiet: string
  readonly ended: string
  readonly failed: string
  readonly unknown: string
  /** The glyph of a working agent. */
  readonly working: string
  /** The glyph of an agent that waits for a person. In other states an agent has the glyphs of a session. */
  readonly waiting: string
  readonly up: string
  readonly slow: string
  readonly connecting: string
  readonly down: string
  readonly idle: string
  readonly mark: string
  /** The glyph before the name of a marked session. */
  readonly chosen: string
  readonly refused: string
  readonly ellipsis: string
  readonly separator: string
}

const UNICODE: Glyphs = {
  ascii: false,
  active: '●',
  quiet: '○',
  ended: '✓',
  failed: '✗',
  unknown: '?',
  working: '◉',
  waiting: '!',
  up: '●',
  slow: '◐',
  connecting: '◌',
  down: '✗',
  idle: '·',
  mark: '▌',
  chosen: '◆',
  refused: '⊘',
  ellipsis: '…',
  separator: '·',
}

const ASCII: Glyphs = {
  ascii: true,
  active: '*',
  quiet: 'o',
  ended: '=',
  failed: 'x',
  unknown: '?',
  working: '%',
  waiting: '!',
  up: '+',
  slow: '~',
  connecting: '.',
  down: 'x',
  idle: '-',
  mark: '>',
  chosen: '#',
  refused: '!',
  ellipsis: '~',
  separator: '|',
}

const COMMON = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  selected: { inverse: true },
  marked: { bold: true },
} satisfies Partial<Theme>

const COLOURS: Record<
  Settings['theme'],
  Pick<Theme, 'accent' | 'good' | 'warn' | 'bad' | 'border'>
> = {
  dark: {
    accent: { color: 'cyan' },
    good: { color: 'green' },
    warn: { color: 'yellow' },
    bad: { color: 'redBright' },
    border: { focused: 'cyan', other: 'gray' },
  },
  light: {
    accent: { color: 'blue' },
    good: { color: 'green' },
    warn: { color: 'magenta' },
    bad: { color: 'red' },
    border: { focused: 'blue', other: 'gray' },
  },
  none: {
    accent: { bold: true },
    good: {},
    warn: {},
    bad: { bold: true },
    border: { focused: undefined, other: undefined },
  },
}

export function themeOf({ theme, borders }: Pick<Settings, 'theme' | 'borders'>): Theme {
  return { ...COMMON, ...COLOURS[theme], glyphs: borders === 'ascii' ? ASCII : UNICODE }
}

export const ThemeContext = createContext<Theme>(themeOf({ theme: 'none', borders: 'unicode' }))

export function useTheme(): Theme {
  return use(ThemeContext)
}
