import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../lab/sshd.ts'
import { play } from './robot.ts'

let lab: Lab
let home: string
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  home = lab.host('lab1').home
  mkdirSync(join(home, 'src/deep'), { recursive: true })
  writeFileSync(join(home, 'src/main.ts'), 'const answer = 42\nconst needle = 1\n')
  writeFileSync(join(home, 'src/deep/odd name\nline.txt'), 'text\n')
  writeFileSync(join(home, 'src/.hidden'), '')
  await lab.tmux('lab1', 'new-session', '-d', '-s', 'here', '-c', join(home, 'src'), 'cat')
})
afterAll(() => lab?.close())

/** An editor that does what the lines of a script say to the file that it is given. */
function editor(name: string, script: string): string {
  const path = join(home, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const options = (env: Readonly<Record<string, string>> = {}) => ({
  columns: 120,
  rows: 30,
  args: ['--ssh-config', lab.sshConfig, '--remote', 'lab1'],
  env,
})

test('F shows where the session is; a text is read, found, and searched', async () => {
  await play(options(), async robot => {
    await robot.sees('2 hosts up', 60_000)
    await robot.sees('LIVE')
    await robot.press('F', 'main.ts')
    expect(robot.screen()).toContain(`Files lab1:${join(home, 'src')}`)
    expect(robot.screen()).not.toContain('.hidden')
    await robot.press('.', '.hidden')
    await robot.press('f', 'find a name:')
    robot.type('odd')
    await robot.press('Enter', 'deep/odd name\\x0aline.txt')
    await robot.press('Enter', /Files lab1:\S*\/deep\b.* 1 of 1/)
    await robot.press('Enter', /1 +text/)
    await robot.press('q', '1 of 1')
    await robot.press('h', 'main.ts')
    await robot.press('s', 'search in files:')
    robot.type('NEEDLE')
    await robot.press('Enter', 'main.ts:2')
    await robot.press('Enter', 'const answer = 42')
    await robot.press('q', 'main.ts:2')
  })
})

test('a file is edited in the own editor; what somebody else saved meanwhile is a choice', async () => {
  const theirs = join(home, 'src/main.ts')
  const EDITOR = editor(
    'editor',
    `printf 'const answer = 43\\n' >"$1"; printf 'theirs\\n' >'${theirs}'`,
  )
  await play(options({ EDITOR }), async robot => {
    await robot.sees('2 hosts up', 60_000)
    await robot.sees('LIVE')
    await robot.press('F', 'main.ts')
    robot.keys('G')
    await robot.press('e', 'by somebody else')
    await robot.press('d', '+const answer = 43')
    await robot.press('q', 'by somebody else')
    await robot.press('k', 'main.ts.mine')
    expect(readFileSync(theirs, 'utf8')).toBe('theirs\n')
    expect(readFileSync(`${theirs}.mine`, 'utf8')).toBe('const answer = 43\n')
  })
})

test('a file is edited on the screen; what somebody else saved meanwhile is a choice', async () => {
  const path = join(home, 'src/here.txt')
  writeFileSync(path, 'one\r\ntwo\r\n')
  chmodSync(path, 0o640)
  await play(options(), async robot => {
    await robot.sees('2 hosts up', 60_000)
    await robot.sees('LIVE')
    await robot.press('F', 'here.txt')
    await robot.press('/', 'filter:')
    robot.type('here')
    await robot.press('Enter', /filter here +1 of 1/)
    await robot.press('E', /Edit lab1:\S*here\.txt.* CRLF +line 1 of 3/)
    robot.type('q? ')
    await robot.sees(/1 +q\? one/)
    robot.bytes('\x1b[200~pasted\ttext\rand more \x1b[201~')
    await robot.sees(/2 +and more one/)
    robot.keys('C-k')
    await robot.misses('and more one')
    await robot.press('C-z', /2 +and more one/)
    await robot.press('C-g', 'find in the text')
    robot.type('two')
    await robot.press('Enter', 'line 3 of 4')
    await robot.press('C-s', /Saved lab1:\S*here\.txt/)
    const mine = 'q? pasted\ttext\r\nand more one\r\ntwo\r\n'
    expect(readFileSync(path, 'utf8')).toBe(mine)
    expect(statSync(path).mode & 0o777).toBe(0o640)

    writeFileSync(path, 'theirs\n')
    robot.type('not ')
    await robot.sees(/3 +not two/)
    await robot.press('C-s', 'by somebody else')
    await robot.press('d', '-theirs')
    await robot.press('q', 'by somebody else')
    expect(readFileSync(path, 'utf8')).toBe('theirs\n')
    await robot.press('o', /Saved lab1:\S*here\.txt/)
    expect(readFileSync(path, 'utf8')).toBe(mine.replace('two', 'not two'))

    robot.type('lost')
    await robot.sees(/3 +not losttwo/)
    await robot.press('Escape', 'Discard the changes')
    robot.keys('n')
    await robot.misses('Discard the changes')
    expect(robot.screen()).toMatch(/3 +not losttwo/)
    await robot.press('Escape', 'Discard the changes')
    await robot.press('y', /filter here +1 of 1/)
    expect(readFileSync(path, 'utf8')).toBe(mine.replace('two', 'not two'))
  })
})

test('names are made, renamed and removed into the trash; a file is fetched and sent', async () => {
  await play(options(), async robot => {
    await robot.sees('2 hosts up', 60_000)
    await robot.sees('LIVE')
    await robot.press('F', 'main.ts')
    await robot.press('a', 'new file:')
    robot.type('-odd; rm x')
    await robot.press('Enter', 'Made lab1:')
    await robot.press('g', '-odd; rm x')
    await robot.press('m', 'move to:')
    robot.keys('C-u')
    robot.type('new.txt')
    await robot.press('Enter', 'Moved to lab1:')
    expect(existsSync(join(home, 'src/new.txt'))).toBe(true)
    await robot.press('/', 'filter:')
    robot.type('new')
    await robot.press('Enter', 'filter new')
    await robot.press('d', 'fetch to')
    robot.keys('C-u')
    robot.type(join(robot.dir, 'fetched'))
    await robot.press('Enter', /Copied lab1:.*src\/new\.txt to .*\/fetched \(0 B\)/)
    await robot.sees('new.txt')
    await robot.press('x', 'Remove the file')
    await robot.press('y', 'it is in the trash')
    expect(existsSync(join(home, 'src/new.txt'))).toBe(false)
    await robot.press('u', 'path on this machine to send')
    robot.type(join(robot.dir, 'fetched'))
    await robot.press('Enter', /Copied .* to lab1:.*src\/fetched \(0 B\)/)
    expect(existsSync(join(home, 'src/fetched'))).toBe(true)
    await robot.press('X', 'The trash of lab1')
    await robot.sees('src/new.txt')
    await robot.press('Enter', 'Restored lab1:')
    expect(existsSync(join(home, 'src/new.txt'))).toBe(true)
  })
})

test('a picture is shown in half blocks', async () => {
  const { PNG } = await import('pngjs')
  const picture = new PNG({ width: 8, height: 8 })
  picture.data.fill(255)
  writeFileSync(join(home, 'src/a-picture.png'), PNG.sync.write(picture))
  await play(options(), async robot => {
    await robot.sees('2 hosts up', 60_000)
    await robot.sees('LIVE')
    await robot.press('F', 'a-picture.png')
    await robot.press('/', 'filter:')
    robot.type('picture')
    await robot.press('Enter', 'filter picture')
    await robot.press('Enter', '▀▀▀▀▀▀▀▀')
    await robot.sees('PNG, 8 x 8')
    await robot.press('q', 'filter picture')
  })
})

test('tab completes a path behind an @ on the host of the pane', async () => {
  mkdirSync(join(home, 'src/two words'))
  writeFileSync(join(home, 'src/two words/one file.md'), '')
  await play(options(), async robot => {
    await robot.sees('2 hosts up', 60_000)
    await robot.sees('LIVE')
    await robot.sees(' LIVE ')
    await robot.press('s', 'send to lab1/here:')
    robot.type('see @two')
    await robot.press('Tab', 'see @"two words/')
    await robot.press('Tab', 'see @"two words/one file.md"')
    robot.type(' and @no')
    await robot.press('Tab', 'lab1 has no path that begins like this')
  })
})
