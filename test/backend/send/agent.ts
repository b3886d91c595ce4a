import { appendFileSync, writeSync } from 'node:fs'

/**
 * What looks like claude, asking or at rest: `agent.ts FILE asks|rests`. What it reads goes into the file, a line
 * each: `answer` where it asked, `prompt` where it rested and Enter was pressed. SIGUSR1 has it rest, SIGUSR2 ask.
 */
const [, , file = '', mode = 'rests'] = process.argv
let asks = mode === 'asks'
let draft = ''

process.stdin.on('data', bytes => {
  const text = bytes.toString('utf8').replace(/\x1b\[20[01]~/g, '')
  if (asks) note('answer', text)
  else for (const part of text.split(/(?<=\r)/)) take(part)
  draw()
})
process.on('SIGUSR1', () => turn(false))
process.on('SIGUSR2', () => turn(true))
appendFileSync(file, '')
writeSync(1, '\x1b[?2004h')
draw()

function take(part: string): void {
  draft += part.replace('\r', '')
  if (!part.endsWith('\r')) return
  note('prompt', draft)
  draft = ''
}

function turn(to: boolean): void {
  asks = to
  draw()
}

function note(what: string, text: string): void {
  appendFileSync(file, `${what} ${JSON.stringify(text)}\n`)
}

function draw(): void {
  const rule = '─'.repeat(78)
  const rows = asks
    ? [
        rule,
        ' Bash command',
        '',
        '   rm -rf build',
        '',
        ' Do you want to proceed?',
        ' ❯ 1. Yes',
        '   2. No',
        '',
        ' Esc to cancel',
      ]
    : ['● Done.', '', rule, `❯ ${draft}`, rule, '  ? for shortcuts']
  writeSync(1, `\x1b[2J\x1b[H${rows.join('\r\n')}`)
}
