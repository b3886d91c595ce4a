/** Random texts that come out the same every time: mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const PIECES = [
  ...'abc XYZ 0189 ~`!@#$%^&*()_+-={}[]|\\:;"\'<>,.?/',
  ...[
    'Up',
    'Enter',
    'C-c',
    '-l',
    '--',
    ';',
    '\\;',
    '$(id)',
    '`id`',
    '${HOME}',
    '#{pid}',
    '#(id)',
    '%s',
    '%begin 1 2 1',
    '@run 1 x',
    '!!',
    '~/',
  ],
  ...[
    '日本',
    '👩‍💻',
    '🇳🇴',
    'é',
    'e\u0301',
    '\ufeff',
    '\u00ad',
    '\u202e',
    '\u{10ffff}',
    '\ue000',
    '\u0378',
    '\u009b',
    '\u0085',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\x1b[A',
    '\x1b[200~',
    '\x1b]0;x\x07',
    '\x7f',
    "'",
    '"',
    '\\',
    '\\n',
    '\\033',
    "'\\''",
  ],
  ...Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)),
]

/** A text without NUL and without the end mark of a paste; sometimes one long line. */
export function randomText(random: () => number): string {
  const pick = () => PIECES[Math.floor(random() * PIECES.length)] ?? ''
  const kind = random()
  if (kind < 0.02) return 'long '.repeat(Math.floor(random() * 800) + 1)
  if (kind < 0.03) return Array.from({ length: 20_000 }, pick).join('')
  const length = 1 + Math.floor(random() * (kind < 0.5 ? 10 : 60))
  return Array.from({ length }, () => (random() < 0.1 ? anyCharacter(random) : pick()))
    .join('')
    .replaceAll('\x1b[201~', '')
}

function anyCharacter(random: () => number): string {
  const code = 1 + Math.floor(random() * 0x10fffe)
  return code >= 0xd800 && code <= 0xdfff ? '?' : String.fromCodePoint(code)
}
