import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  commandMessage,
  createHostScriptReader,
  type HostScriptEvent,
  lookMessage,
  openMessage,
  runMessage,
  startHostScript,
  streamMessage,
} from '../../../src/backend/host-script/host-script.ts'
import { ended, until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'

let lab: Lab
beforeEach(async () => {
  lab = await startLab({ hosts: 1 })
  // What people's start-up files do, on both streams, before our first word.
  await writeFile(join(lab.host('lab1').home, '.bashrc'), 'echo Welcome; echo "mail for you" >&2\n')
})
afterEach(() => lab.close())

function start() {
  const nonce = randomBytes(8).toString('hex')
  const { argv, first } = startHostScript({ nonce })
  const command = argv.map(word => `'${word}'`).join(' ')
  const child = spawn('ssh', ['-F', lab.sshConfig, '-o', 'BatchMode=yes', 'lab1', command])
  child.stdin.write(first)
  const reader = createHostScriptReader(nonce)
  const events: HostScriptEvent[] = []
  let answers = ''
  child.stderr.on('data', chunk => events.push(...reader.stderr(chunk)))
  child.stdout.on('data', chunk => {
    answers += Buffer.concat(reader.stdout(chunk)).toString()
  })
  const has = (type: HostScriptEvent['type']) => events.some(event => event.type === type)
  return {
    child,
    events,
    answers: () => answers,
    say: (line: string) => child.stdin.write(line),
    hear: (type: HostScriptEvent['type']) =>
      until(`${type} in ${JSON.stringify(events)}`, () => has(type)),
  }
}

test('over ssh, where stdin and stdout may be one socket, everything is heard to the end', async () => {
  const mux = start()
  mux.say(lookMessage())
  await mux.hear('looked')
  expect(mux.events.find(each => each.type === 'looked')).toMatchObject({ server: 'none' })
  // Each of these runs a tmux that could make the shell's own stdin non-blocking.
  const session = `new-session -d -s first 'seq 500; while :; do date; sleep 0.05; done'`
  mux.say(runMessage(1, `-f /dev/null ${session}`))
  for (let n = 2; n < 20; n++) {
    await until(`answer ${n - 1}`, () => mux.answers().includes(`%end 0 ${n - 1} 1\n`))
    mux.say(runMessage(n, `display-message -p 'answer ${n}'`))
  }
  await until('the last answer', () => mux.answers().includes('answer 19\n%end 0 19 1\n'))
  mux.say(openMessage('$0') + streamMessage({ tag: 'x', session: '$0' }))
  await mux.hear('wake')
  for (let n = 0; n < 50; n++)
    mux.say(commandMessage(`capture-pane -p -S - -t %0 ; display-message -p done-${n}`))
  await until('the last capture', () => mux.answers().includes('\ndone-49\n'))
  expect(mux.answers().startsWith('%begin 0 1 1\n')).toBe(true)
  mux.child.stdin.end()
  await ended([mux.child.pid ?? 0])
  await until('no client', async () => (await lab.tmux('lab1', 'list-clients')) === '')
})
