import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventSchema } from '../../../src/state/runs/event.ts'
import { runResultSchema } from '../../../src/state/runs/result-schema.ts'
import { inhabitants, processes, signal, until } from '../../lab/process.ts'
import { openRunStage, type RunStage, type Told } from './run-stage.ts'

let stage: RunStage
beforeAll(async () => {
  stage = await openRunStage(['lab1'])
})
afterAll(() => stage?.close())

const WHERE = [
  ['this machine', ['--cwd', '~']],
  ['a host over ssh', ['--on', 'lab1', '--cwd', '~']],
] as const

/** Starts it, and tells its id as soon as it runs. */
async function started(prompt: string, ...more: readonly string[]): Promise<string> {
  const ran = await stage.run(['run', 'claude', prompt, '--detach', ...more])
  expect([ran.code, ran.err]).toEqual([0, ''])
  return ran.out.trim()
}

/** The parts of ids that name events; the others say how far the other stream was read, which differs by reader. */
const names = (events: readonly Told[]) =>
  events.map(({ id }) =>
    String(id)
      .split('-')
      .find(part => part.includes('.')),
  )

const types = (events: readonly Told[]) => events.map(({ type }) => type)

describe.each(WHERE)('a run on %s', (_, on) => {
  test('is one stream of events, each of a known form, and a result behind them', async () => {
    const ran = await stage.run(['run', 'claude', 'hello', '--json', ...on])
    const { events, result } = stage.events(ran.out)
    expect(ran.code).toBe(0)
    for (const event of events) eventSchema.parse(event)
    runResultSchema.parse(result)
    expect(types(events)).toEqual(
      expect.arrayContaining([
        'session_start',
        'text_delta',
        'message_stop',
        'cost',
        'session_end',
      ]),
    )
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    expect(result).toMatchObject({
      ...{ agent: 'claude', text: 'You said: hello', exitCode: 0, exitReason: 'completed' },
      ...{ cost: { totalUsd: 0.00244 }, tokenUsage: { inputTokens: 400, outputTokens: 34 } },
    })
  })

  test('asks before it writes, and is answered from another command', async () => {
    const id = await started('WRITE asked.txt', ...on)
    const asked = await until('its question', async () => {
      const { out } = await stage.run(['run', 'show', id, '--json'])
      return out.includes('approval_request')
    })
    expect(asked).toBe(true)
    expect((await stage.run(['run', 'approve', id])).code).toBe(0)
    const { out, code } = await stage.run(['run', 'follow', id, '--json'])
    const { events, result } = stage.events(out)
    expect(code).toBe(0)
    const of = types(events)
    expect(of.indexOf('approval_request')).toBeLessThan(of.indexOf('approval_granted'))
    expect(of.indexOf('approval_granted')).toBeLessThan(of.indexOf('file_create'))
    expect(result['text']).toBe('I wrote it.')
    const again = await stage.run(['run', 'approve', id])
    expect([again.code, again.err]).toEqual([
      1,
      expect.stringContaining('not waiting for an approval'),
    ])
  })

  test('that is denied does not write', async () => {
    const id = await started('WRITE never.txt', ...on)
    await until('its question', async () =>
      (await stage.run(['run', 'show', id, '--json'])).out.includes('approval_request'),
    )
    expect((await stage.run(['run', 'deny', id, '--reason', 'not now'])).code).toBe(0)
    const { events, result } = stage.events((await stage.run(['run', 'follow', id, '--json'])).out)
    expect(types(events)).toContain('approval_denied')
    expect(result['text']).toBe('I was not allowed to.')
  })

  test('asks a question, and goes on with the answer', async () => {
    const id = await started('QUESTION', ...on)
    await until('its question', async () =>
      (await stage.run(['run', 'show', id, '--json'])).out.includes('input_required'),
    )
    expect((await stage.run(['run', 'send', id, 'blue'])).code).toBe(0)
    const { result } = stage.events((await stage.run(['run', 'follow', id, '--json'])).out)
    expect(result['text']).toBe('You said blue.')
  })

  test('takes a prompt with all that a shell would read, and of a megabyte', async () => {
    const odd = `--help "two" 'one' $(touch /tmp/no) \`id\` \\n\nnext line ${'é'.repeat(10)}`
    const ran = await stage.run(['run', 'claude', '-', '--json', '--no-stream', ...on], {
      stdin: odd,
    })
    expect(stage.events(ran.out).result['text']).toBe(`You said: ${odd}`)
    const long = `begin ${'x'.repeat(1_000_000)} end`
    const much = await stage.run(['run', 'claude', '-', '--json', '--no-stream', ...on], {
      stdin: long,
    })
    expect(stage.events(much.out).result['text']).toHaveLength(long.length + 'You said: '.length)
  })

  test('has what --env says, which no process list shows', async () => {
    const ran = await stage.run(
      ['run', 'claude', 'ENV SECRET_KEY', '--json', '--env', 'SECRET_KEY=k3y-of-nobody', ...on],
      {},
    )
    expect(stage.events(ran.out).result['text']).toBe('k3y-of-nobody')
  })

  test('is stopped with what it started, even where it ignores to be asked', async () => {
    const id = await started('STUBBORN', ...on)
    const host = on.length > 2 ? 'lab1' : 'local'
    const pid = Number(await readFile(join(stage.directory(host, id), 'pid'), 'utf8'))
    await until('it to speak', async () =>
      (await stage.run(['run', 'show', id])).out.includes('I stay.'),
    )
    expect((await stage.run(['run', 'stop', id])).code).toBe(0)
    const { out, code } = await stage.run(['run', 'follow', id, '--json'])
    expect([code, stage.events(out).result]).toEqual([
      13,
      expect.objectContaining({ exitReason: 'aborted', signal: 'SIGKILL' }),
    ])
    expect((await processes()).some(each => each.pid === pid)).toBe(false)
    const home = host === 'local' ? stage.app.environment['HOME'] : stage.lab.host('lab1').home
    expect(readFileSync(join(home ?? '', 'signals'), 'utf8')).toBe('SIGINT\nSIGTERM\n')
  })

  test.each([
    ['AUTH', 5, 'crashed', 'AUTH_ERROR'],
    ['RATE', 14, 'crashed', 'RATE_LIMITED'],
    ['CONTEXT', 15, 'crashed', 'CONTEXT_EXCEEDED'],
    ['TURNS', 1, 'turn_limit', 'TURN_LIMIT'],
    ['CRASH', 12, 'killed', 'AGENT_CRASH'],
    ['HALF', 12, 'crashed', 'AGENT_CRASH'],
  ])('%s ends with %i', async (prompt, code, exitReason, error) => {
    const ran = await stage.run(['run', 'claude', prompt, '--json', ...on])
    const { events, result } = stage.events(ran.out)
    for (const event of events) eventSchema.parse(event)
    expect([ran.code, result]).toEqual([
      code,
      expect.objectContaining({ exitReason, error: expect.objectContaining({ code: error }) }),
    ])
  })

  test('tells what stands between the JSON as lines, without colours', async () => {
    const ran = await stage.run(['run', 'claude', 'NOISE', '--json', ...on])
    const { events, result } = stage.events(ran.out)
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'log', source: 'stdout', line: 'Welcome to the machine' }),
    )
    expect(ran.out).not.toContain('\u001b')
    expect(result['text']).toBe('through the noise')
  })

  test('is ended when its time is over, and when it is silent', async () => {
    const over = await stage.run(['run', 'claude', 'SILENT', '--json', '--timeout', '3s', ...on])
    expect([over.code, types(stage.events(over.out).events)]).toEqual([
      11,
      expect.arrayContaining(['timeout']),
    ])
    expect(stage.events(over.out).result['exitReason']).toBe('timeout')
    const quiet = ['--inactivity-timeout', '3s']
    const silent = await stage.run(['run', 'claude', 'SILENT', '--json', ...quiet, ...on])
    expect([silent.code, stage.events(silent.out).result['exitReason']]).toEqual([11, 'inactivity'])
  })

  test('with --yolo asks nobody, and with --deny may not', async () => {
    const yes = await stage.run(['run', 'claude', 'WRITE free.txt', '--yolo', '--json', ...on])
    expect(types(stage.events(yes.out).events)).not.toContain('approval_request')
    expect(stage.events(yes.out).result['text']).toBe('I wrote it.')
    const no = await stage.run(['run', 'claude', 'WRITE no.txt', '--deny', '--json', ...on])
    expect(stage.events(no.out).result['text']).toBe('I was not allowed to.')
  })

  test('goes on from the event that was read last', async () => {
    const id = await started('COUNT 5', ...on)
    const all = stage.events((await stage.run(['run', 'follow', id, '--json'])).out)
    for (const nth of [0, 7, all.events.length - 2]) {
      const after = all.events[nth]?.['id']
      const rest = await stage.run(['run', 'follow', id, '--json', '--after', after])
      expect(names(stage.events(rest.out).events)).toEqual(names(all.events.slice(nth + 1)))
    }
  })

  test('is listed, and cleaned away', async () => {
    const id = await started('hello there', ...on)
    await stage.run(['run', 'follow', id, '--quiet'])
    const listed = await stage.run(['run', 'list', '--json'])
    const rows = listed.out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toContainEqual(
      expect.objectContaining({ id, state: 'ended', exitCode: 0, title: 'hello there' }),
    )
    expect((await stage.run(['run', 'clean', id])).code).toBe(0)
    expect(existsSync(stage.directory(on.length > 2 ? 'lab1' : 'local', id))).toBe(false)
    expect((await stage.run(['run', 'show', id])).err).toContain(`There is no run ${id}.`)
  })
})

describe('what cannot be', () => {
  test.each([
    [['--session', 'a', '--no-session'], '--session and --no-session exclude each other'],
    [['--session', 'a', '--fork', 'b'], '--session and --fork exclude each other'],
    [['--fork', 'a', '--no-session'], '--fork and --no-session exclude each other'],
    [['--yolo', '--deny'], '--yolo and --deny exclude each other'],
    [['--stream', '--no-stream'], '--stream and --no-stream exclude each other'],
    [['--run-id', '../x'], '--run-id is at most 64'],
    [['--timeout', 'soon'], '--timeout is a number of milliseconds'],
    [['--env', '1=2'], '--env needs NAME=VALUE'],
    [['--max-cost', 'much'], '--max-cost is an amount of US dollars'],
    [['--prompt', 'twice'], 'The prompt is given twice'],
    [['--on', 'nowhere/x'], 'nowhere'],
  ])('%j is a usage error', async (flags, words) => {
    const ran = await stage.run(['run', 'claude', 'hello', ...flags])
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(words)])
  })

  test('an agent that nobody knows is 3, one that is not installed 4, a wish it cannot grant 6', async () => {
    const unknown = await stage.run(['run', '--agent', 'clade', 'hello', '--json'])
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('Did you mean claude')])
    expect(stage.events(unknown.out).events).toEqual([
      expect.objectContaining({ type: 'error', code: 'AGENT_NOT_FOUND' }),
    ])
    const absent = await stage.run(['run', 'codex', 'hello', '--on', 'lab1', '--cwd', '~'])
    expect([absent.code, absent.err]).toEqual([4, expect.stringContaining('not installed')])
    const unable = await stage.run(['run', 'codex', 'hello', '--max-turns', '3'])
    expect([unable.code, unable.err]).toEqual([6, expect.stringContaining('number of turns')])
    const silent = await stage.run(['run', 'codex', 'hello', '--max-cost', '1'])
    expect([silent.code, silent.err]).toEqual([6, expect.stringContaining('report its costs')])
  })

  test('a run of that id is there already, a directory is not', async () => {
    await started('hello', '--run-id', 'twice')
    const again = await stage.run(['run', 'claude', 'hello', '--run-id', 'twice'])
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('already exists')])
    const nowhere = await stage.run(['run', 'claude', 'hello', '--cwd', '/no/such/place'])
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('/no/such/place')])
  })

  test('agent-mux-remote is the agent that the environment names', async () => {
    const env = { AMUX_REMOTE_AGENT: 'claude' }
    const ran = await stage.run(['run', 'agent-mux-remote', '--prompt', 'hello', '--json'], { env })
    expect(stage.events(ran.out).result).toMatchObject({ agent: 'claude', exitReason: 'completed' })
    const none = await stage.run(['run', 'agent-mux-remote', '--prompt', 'hello'])
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('AMUX_REMOTE_AGENT')])
  })
})

test('a person reads words on stdout, and all else on stderr', async () => {
  const ran = await stage.run(['run', 'claude', 'COUNT 2'])
  expect(ran.out).toBe('number 1.\nnumber 2.\n')
  expect(ran.err).toMatch(/^Run \S+ continues if you leave\./)
  expect(ran.err).toContain('-- completed')
})

test('a repository goes along, and what the agent commits comes home', async () => {
  const bin = join(stage.lab.host('lab1').home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(
    join(bin, 'amp'),
    `#!/bin/sh\ncat >/dev/null\necho new >new.txt; git add new.txt; git -c user.name=a -c user.email=a@b commit -qm 'Done there'\necho '{"type":"result","subtype":"success","is_error":false,"result":"ok","num_turns":1,"session_id":"T-1"}'\n`,
    { mode: 0o755 },
  )
  const home = process.cwd()
  process.chdir(stage.project.root)
  try {
    const id = (
      await stage.run(['run', 'amp', 'go', '--on', 'lab1', '--yolo', '--detach'])
    ).out.trim()
    expect((await stage.run(['run', 'follow', id])).code).toBe(0)
    const fetched = await stage.run(['run', 'fetch', id])
    expect([fetched.code, fetched.out]).toEqual([0, expect.stringContaining('git merge fleetmux/')])
    expect(stage.project.git('log', '--all', '--format=%s')).toContain('Done there')
  } finally {
    process.chdir(home)
  }
})

test('the reader killed again and again tells each event once', async () => {
  const id = await started('COUNT 40 EVERY 50', '--on', 'lab1', '--cwd', '~')
  const seen: Told[] = []
  for (let nth = 0; nth < 12; nth++) {
    const last = seen.at(-1)?.['id']
    const live = stage.app.start([
      'run',
      'follow',
      id,
      '--json',
      ...(last ? ['--after', last] : []),
    ])
    await until(
      'some events',
      () => live.out().split('\n').length > 4 || live.child.exitCode !== null,
    )
    signal([live.child.pid ?? 0], 'SIGKILL')
    const { out } = await live.ended
    // The last line may be cut.
    const lines = out.split('\n').slice(0, -1)
    for (const line of lines) {
      const value = JSON.parse(line)
      if (value.type !== 'run_result') seen.push(value)
    }
  }
  const last = seen.at(-1)?.['id']
  const rest = stage.events((await stage.run(['run', 'follow', id, '--json', '--after', last])).out)
  const whole = stage.events((await stage.run(['run', 'follow', id, '--json'])).out)
  expect(names([...seen, ...rest.events])).toEqual(names(whole.events))
})

test('a link that is lost does not end the run, and is read on when it is back', async () => {
  const id = await started('COUNT 60 EVERY 100', '--on', 'lab1', '--cwd', '~')
  const live = stage.app.start(['run', 'follow', id, '--json'])
  await until('its first events', () => live.out().includes('number 3.'))
  await stage.lab.kill('lab1')
  await until('the loss to be told', () => live.err().includes('The run continues on the host'))
  await stage.lab.start('lab1')
  const { out, code, err } = await live.ended
  const { events, result } = stage.events(out)
  expect([code, err]).toEqual([0, expect.stringContaining('is connected again')])
  const told = events.filter(({ type }) => type === 'message_stop').map(event => event['text'])
  expect(told).toEqual(Array.from({ length: 60 }, (_, nth) => `number ${nth + 1}.`))
  expect(result['exitReason']).toBe('completed')
})

test('a flood loses nothing', async () => {
  const ran = await stage.run([
    'run',
    'claude',
    'FLOOD 20000',
    '--json',
    '--on',
    'lab1',
    '--cwd',
    '~',
  ])
  const { events } = stage.events(ran.out)
  const lines = events.filter(({ type }) => type === 'text_delta').map(event => event['delta'])
  expect(lines).toEqual(Array.from({ length: 20_000 }, (_, nth) => `line ${nth + 1}\n`))
})

test('a line of 20 MB is one event', async () => {
  const ran = await stage.run([
    'run',
    'claude',
    'LONG 20000000',
    '--json',
    '--no-stream',
    '--on',
    'lab1',
    '--cwd',
    '~',
  ])
  expect(stage.events(ran.out).result['text']).toHaveLength(20_000_000)
})

describe('what the configuration says of runs', () => {
  beforeAll(async () => {
    await stage.app.configure({
      ...{ sshConfig: stage.lab.sshConfig, hosts: [{ name: 'lab1' }] },
      runs: {
        rules: [{ decide: 'allow', tool: 'Write', path: '*/ruled.txt' }],
        profiles: {
          there: { agent: 'claude', host: 'lab1', cwd: '~', permissions: 'deny', tags: ['p'] },
        },
      },
    })
  })

  test('a rule answers what it names, and nothing else', async () => {
    const ran = await stage.run([
      'run',
      'claude',
      'WRITE ruled.txt',
      '--json',
      '--approve',
      'rules',
      '--cwd',
      '~',
    ])
    const { events, result } = stage.events(ran.out)
    expect([result['text'], types(events)]).toEqual([
      'I wrote it.',
      expect.arrayContaining(['approval_request', 'approval_granted']),
    ])
    const id = await started('WRITE other.txt', '--approve', 'rules', '--cwd', '~')
    await until('its question', async () =>
      (await stage.run(['run', 'show', id, '--json'])).out.includes('approval_request'),
    )
    expect((await stage.run(['run', 'show', id, '--json'])).out).not.toContain('approval_granted')
    await stage.run(['run', 'stop', id])
  })

  test('what is decided with --always is a rule from then on, and is not asked again', async () => {
    const asking = async (prompt: string) => {
      const id = await started(prompt, '--cwd', '~')
      await until('its question', async () =>
        (await stage.run(['run', 'show', id, '--json'])).out.includes('approval_request'),
      )
      return id
    }
    const one = await asking('WRITE kept.txt')
    const wrong = await stage.run(['run', 'approve', one, '--always', '--path', '/elsewhere/*'])
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining('not match what the agent'),
    ])
    const kept = await stage.run(['run', 'approve', one, '--always'])
    expect([kept.code, kept.err]).toEqual([0, expect.stringContaining('"tool":"Write"')])
    const denied = await asking('WRITE never.txt')
    await stage.run(['run', 'deny', denied, '--always', '--path', '*/never*'])
    for (const [file, text] of [
      ['kept.txt', 'I wrote it.'],
      ['never.txt', 'I was not allowed to.'],
      ['nevermore.txt', 'I was not allowed to.'],
    ] as const) {
      const words = ['run', 'claude', `WRITE ${file}`, '--approve', 'rules', '--cwd', '~', '--json']
      expect(stage.events((await stage.run(words)).out).result['text']).toBe(text)
    }
    // What stood there before stays.
    const config = join(stage.app.dir, 'config', 'fleetmux', 'config.json')
    expect(JSON.parse(readFileSync(config, 'utf8')).runs.rules).toHaveLength(3)
  })

  test('a profile says agent, host and permissions; a flag beside it wins', async () => {
    const ran = await stage.run(['run', 'WRITE x.txt', '--profile', 'there', '--json'])
    expect(stage.events(ran.out).result).toMatchObject({
      text: 'I was not allowed to.',
      tags: ['p'],
    })
    const yes = await stage.run(['run', 'WRITE x.txt', '--profile', 'there', '--yolo', '--json'])
    expect(stage.events(yes.out).result['text']).toBe('I wrote it.')
    expect(existsSync(join(stage.lab.host('lab1').home, 'x.txt'))).toBe(true)
    const none = await stage.run(['run', 'hello', '--profile', 'nobody'])
    expect([none.code, none.err]).toEqual([9, expect.stringContaining('no profile nobody')])
  })
})

test('what has cost more than it may is stopped', async () => {
  const words = [
    'run',
    'claude',
    'SPEND',
    '--max-cost',
    '0.001',
    '--json',
    '--inactivity-timeout',
    '60s',
  ]
  const ran = await stage.run(words)
  expect([ran.code, ran.err]).toEqual([13, expect.stringContaining('more than $0.001')])
  expect(stage.events(ran.out).result['exitReason']).toBe('aborted')
})

test('a rate limit is tried again as often as was said, each try a run of its own', async () => {
  const ran = await stage.run([
    'run',
    'claude',
    'RATE',
    '--json',
    '--retries',
    '1',
    '--run-id',
    'again',
  ])
  const { events, result } = stage.events(ran.out)
  expect([ran.code, result['runId']]).toEqual([14, 'again.2'])
  expect(events.filter(({ type, attempt }) => type === 'retry' && attempt === 2)).toHaveLength(1)
  expect(ran.out.match(/run_result/g)).toHaveLength(1)
})

test('any is the host of the pool with the most room, and says why there is none', async () => {
  const configure = (capacity: number) =>
    stage.app.configure({ sshConfig: stage.lab.sshConfig, hosts: [{ name: 'lab1', capacity }] })
  await configure(20)
  const id = await started('SILENT', '--on', 'any', '--cwd', '~')
  expect(existsSync(stage.directory('lab1', id))).toBe(true)
  await configure(1)
  const full = await stage.run(['run', 'claude', 'hello', '--on', 'any', '--cwd', '~'])
  expect([full.code, full.err]).toEqual([1, expect.stringContaining('lab1 has 0 sessions and')])
  await stage.run(['run', 'stop', id])
})

test('a reader that was killed leaves nothing behind', async () => {
  const id = await started('COUNT 400 EVERY 100', '--cwd', '~')
  const live = stage.app.start(['run', 'follow', id, '--json'])
  await until('its first events', () => live.out().includes('number 3.'))
  signal([live.child.pid ?? 0], 'SIGKILL')
  await live.ended
  const left = (what: RegExp) =>
    inhabitants(stage.app.dir).filter(({ command }) => what.test(command))
  await until('its readers to be gone', () => left(/^tail -c/).length === 0)
  await stage.run(['run', 'stop', id])
  await stage.run(['run', 'follow', id])
  await until('all of it to be gone', () => left(/^tail |run\.sh |^grep -m/).length === 0)
})

test('who leaves a run is told of no broken connection', async () => {
  const id = await started('COUNT 400 EVERY 100', '--cwd', '~')
  const live = stage.app.start(['run', 'follow', id])
  await until('its first events', () => live.out().includes('number'))
  signal([live.child.pid ?? 0], 'SIGINT')
  const left = await live.ended
  expect([left.code, left.err]).toEqual([130, ''])
  await stage.run(['run', 'stop', id])
})
