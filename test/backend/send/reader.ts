import { appendFileSync, writeSync } from 'node:fs'

/**
 * A program in a pane that writes down what it reads: `reader.ts FILE [silent|echo|late|flood|clock] [marks]`. Its
 * terminal is set up by whoever starts it. With `marks` it asks for bracketed pastes.
 */
const [, , file = '', voice = 'silent', marks = ''] = process.argv

process.stdin.on('data', bytes => {
  appendFileSync(file, bytes)
  const shown = bytes.toString('latin1').replace(/[^ -~\x80-\xff]/g, '')
  if (voice === 'echo') print(shown)
  // Letter by letter, when Enter was pressed long ago.
  const letters = voice === 'late' ? [...shown] : []
  for (const [index, letter] of letters.entries()) setTimeout(() => print(letter), 900 + index * 40)
})
if (marks) print('\x1b[?2004h')
// Its own words come back: a flood that could be taken for an echo.
if (voice === 'flood') setInterval(() => print('hello flood\r\n'.repeat(5)), 5)
if (voice === 'clock') setInterval(() => print(`tick ${Date.now()}\r\n`), 700)
appendFileSync(file, '')
print('ready\r\n')

function print(text: string): void {
  try {
    writeSync(1, Buffer.from(text, 'latin1'))
  } catch (error) {
    // The terminal takes no more now; a flood can do without a drop of it.
    if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
  }
}
