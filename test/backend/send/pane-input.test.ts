import { describe, expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { readInput } from '../../../src/backend/send/pane-input.ts'
import type { PaneSnapshot } from '../../../src/backend/send/pane-snapshot.ts'
import { strip } from '../../../src/state/text/text.ts'
import { recorded } from '../agents/recorded.ts'

/** A pane that shows these lines; the cursor stands behind the last one unless it is said where. */
function snapshot(lines: readonly string[], more: Partial<PaneSnapshot> = {}): PaneSnapshot {
  const rows = lines.map(strip)
  const cursor = { x: rows.at(-1)?.length ?? 0, y: rows.length - 1 }
  return {
    server: '1:2',
    idle: 60,
    dead: false,
    inMode: false,
    inputOff: false,
    synchronized: false,
    size: '80x24',
    cursor,
    alternate: false,
    command: 'bash',
    title: '',
    said: undefined,
    print: '',
    rows,
    inked: lines,
    ...more,
  }
}

const read = (...given: Parameters<typeof snapshot>) => readInput(snapshot(...given), bundled, null)

describe('a half-written line in a shell', () => {
  test.each([
    ['$ echo DELETED /important/dir', 'echo DELETED /important/dir'],
    ['ana@box:~/src$ git st', 'git st'],
    ['[ana@box ~]# rm -rf', 'rm -rf'],
    ['box% ls', 'ls'],
    ['❯ make', 'make'],
    ['ana@box ~> make', 'make'],
    ['$ ', ''],
    ['ana@box:~/src$ ', ''],
    ['root@box:/# ', ''],
    ['❯ ', ''],
    ['ana@box # main $ ', ''],
  ])('%j: %j', (line, draft) => expect(read(['welcome', line]).draft).toBe(draft))

  test('one that a sign of a prompt ends is told by the prompts above', () => {
    const above = ['ana@box:~$ ls', 'a b', 'ana@box:~$ pwd', '/']
    expect(read([...above, 'ana@box:~$ cat a > ']).draft).toBe('cat a >')
    const own = ['~ % main ✗ ls', 'a', '~ % main ✗ pwd']
    expect(read([...own, '~ % main ✗ ']).draft).toBe('')
  })

  test('a suggestion of the shell is none, and what stands behind the cursor is one', () => {
    const at = { cursor: { x: 2, y: 0 } }
    expect(read(['$ \x1b[90mgit push --force\x1b[0m'], at).draft).toBe('')
    expect(read(['$ \x1b[38;5;244mgit push\x1b[0m'], at).draft).toBe('')
    expect(read(['$ git push'], at).draft).toBe('git push')
    expect(read(['$                        12:30:01'], at).draft).toBe('')
  })

  test('the rest of a command is waited for', () => {
    expect(read(['$ echo "a', '> '])).toMatchObject({ draft: '>', isReady: false })
    expect(read(['dquote> '], { command: 'zsh' }).draft).toBe('dquote>')
    expect(read(['> '])).toMatchObject({ draft: '', isReady: true })
  })

  test('nothing is claimed of a script, nor of a full screen', () => {
    expect(read(['Building 12 of 40'])).toMatchObject({ draft: null, question: null })
    expect(read(['$ x'], { alternate: true }).draft).toBeNull()
  })
})

describe('a composer of an agent', () => {
  const [ASK, WHAT] = [
    'please look at the parser and tell me',
    'what it does when a line ends early',
  ]
  const asked = (times: number) => Array(times).fill(`${ASK} ${WHAT}`).join(' ')
  /** One that is interrupted gives back what was queued. */
  const DRAFTS: Readonly<Record<string, string>> = {
    'claude/idle-draft': 'a prompt of mine',
    'claude/idle-interrupted': 'and then add a test',
    'amp/idle-draft-narrow': 'a prompt of mine',
    'drawn/amp/idle-long-draft': Array.from({ length: 14 }, (_, at) => `line ${at}`).join(' '),
    'drawn/claude/idle-slash-menu': '/',
    'newest/claude/draft': 'look at the parser 1. first',
    'newest/claude/draft-scrolled':
      'replication)\ndo %ask(Which colour shall it have?|Colour 1|Colour\n2|Colour 3|Colour 4|Colour 5|Colour 6|Colour 7|Colour\n8|Colour 9|Colour 10|Colour 11|Colour 12)',
    'newest/claude/menu': '/',
    'newest/codex/draft': 'look at the parser 1. first',
    'newest/codex/menu': '/',
    'newest/gemini/draft': 'look at the parser 1. first',
    'newest/gemini/menu': '/',
    'newest/gemini/streaming': '@slow()',
    'newest/claude/files': '@',
    'newest/codex/files': '@',
    'newest/gemini/files': '@',
    'newest/codex/files-roomy': 'read @',
    'newest/codex/files-some': 'look at @par',
    'newest/codex/menu-some': '/re',
    'newest/gemini/files-some': 'look at @par',
    'newest/gemini/menu-some': '/re',
    'newest/gemini/draft-cjk': '请看一下解析器 1. 首先',
    // Its upper lines have scrolled out of the field.
    'newest/claude/draft-long': `${WHAT} ${asked(3)}`,
    'newest/claude/mode': `${asked(4)} ${ASK}`,
    'newest/codex/draft-long': asked(5),
    'newest/gemini/draft-long': asked(5),
    'drawn/codex/idle-numbered-draft': '1. read the parser',
    'newest/gemini/menu-bare': '/c',
    'drawn/codex/idle-pasted-work':
      'here is what I see\n• Working (2s • esc to interrupt)\n› Run the review\n~/project · main · gpt-6-astra high\nwhat is it?',
  }
  const idle = recorded().filter(
    ({ state, agent }) => state === 'idle' && bundled.get(agent)?.composer !== undefined,
  )

  test.each(idle.map(each => [each.name, each] as const))('%s', (name, { evidence }) => {
    const { command, title, lines } = evidence
    const { draft, question } = read(lines, { command, title })
    expect(question).toBeNull()
    expect(draft?.replaceAll('\n', ' ')).toBe((DRAFTS[name] ?? '').replaceAll('\n', ' '))
  })

  test('is found at the end of a screen that is larger than any', () => {
    const large = Array.from({ length: 300 }, () => '─'.repeat(900))
    const ruler = '─'.repeat(40)
    const lines = [...large, ruler, `❯ fix ${'it '.repeat(400)}`, ruler]
    const { draft } = read(lines, { command: 'claude' })
    expect(draft).toMatch(/^fix it it/)
  })
})

describe('a question', () => {
  const waiting = recorded().filter(({ state }) => state === 'waiting')

  test.each(waiting.map(each => [each.name, each] as const))('%s', (_, { evidence }) => {
    const { command, title, lines } = evidence
    expect(read(lines, { command, title })).toMatchObject({
      question: { text: expect.any(String) },
      isReady: false,
    })
  })

  test.each([
    ['Do you want to continue? [Y/n] ', 'apt'],
    ['Proceed (yes/no)? ', 'terraform'],
    ['Are you sure you want to continue connecting (yes/no/[fingerprint])? ', 'ssh'],
    ['[sudo] password for ana: ', 'sudo'],
    ["Enter passphrase for key '/home/ana/.ssh/id': ", 'ssh'],
    ['Press Enter to continue...', 'installer'],
    ['Shall I go on? [y/n] ', 'bash'],
    ['(1/2) Stage this hunk [y,n,q,a,d,e,?]? ', 'git'],
    ["zsh: correct 'gti' to 'git' [nyae]? ", 'zsh'],
    ['Ok to proceed? (y) ', 'node'],
    ['Replace it? [y]es, [n]o, [A]ll: ', 'unzip'],
    ["rm: remove write-protected regular file 'x'? ", 'rm'],
    ["mv: overwrite 'x'? ", 'mv'],
    ['Overwrite existing file? ', 'sh'],
    ['  Enter a value: ', 'terraform'],
    ['Enter file in which to save the key (/home/ana/.ssh/id): ', 'ssh-keygen'],
    ['Type the name of the database to delete it: ', 'sh'],
    ['Verification code: ', 'ssh'],
    ["Username for 'https://example.com': ", 'git'],
    ['box login: ', 'login'],
  ])('of any program: %j', (line, command) => {
    expect(read(['Reading lists', line], { command }).question).toMatchObject({
      program: command,
      text: line.trim(),
    })
  })

  test.each([
    ['$ echo [y/n]', 'bash'],
    ['Is this a question?', 'less'],
    ['press enter > ', 'bash'],
    ['$ echo which one? ', 'bash'],
    ['ana@box:~$ echo "Enter a value: ', 'bash'],
    ['? ', 'basic'],
    ['Compiling (y) of 12: ', 'make'],
    ['mysql> select [y] ', 'mysql'],
    ['Downloading: ', 'curl'],
  ])('is not %j', (line, command) => expect(read([line], { command }).question).toBeNull())

  test('that stands above other text is none', () => {
    const at = { command: 'apt', cursor: { x: 7, y: 0 } }
    expect(read(['ok? [y/n] ', 'Done.'], at).question).toBeNull()
  })
})
