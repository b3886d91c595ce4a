const NAMES: Readonly<Record<string, string>> = {
  PPage: 'PgUp',
  NPage: 'PgDn',
  Escape: 'esc',
  Enter: 'enter',
  Tab: 'tab',
  BTab: 'shift-tab',
  Space: 'space',
  BSpace: 'backspace',
  DC: 'delete',
  Up: 'up',
  Down: 'down',
  Left: 'left',
  Right: 'right',
  Home: 'home',
  End: 'end',
}

/** The displayed name of a key in tmux's notation: `C-u` is shown as ctrl-u. */
export function keyName(key: string): string {
  const [, modifiers = '', name = key] = /^((?:[CMS]-)*)(.+)$/s.exec(key) ?? []
  const spelt = modifiers
    .replaceAll('C-', 'ctrl-')
    .replaceAll('M-', 'alt-')
    .replaceAll('S-', 'shift-')
  return spelt + (NAMES[name] ?? name)
}
