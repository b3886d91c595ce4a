import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventSchema } from '../../../src/state/runs/event.ts'
import { runResultSchema } from '../../../src/state/runs/result-schema.ts'
import { until } from '../../lab/process.ts'
import { pointAgents } from '../../lab/services/agent-homes.ts'
import { type ModelService, startModelService } from '../../lab/services/model-service.ts'
import { type App, openApp } from '../app.ts'

/** A directory of agents' programs. Without it only this is tried: nobody is made to install gigabytes of them. */
const DIR = process.env['FLEETMUX_REAL_AGENTS'] ?? ''
const AGENTS = ['claude', 'codex', 'gemini', 'opencode', 'copilot', 'qwen']
const there = AGENTS.filter(agent => DIR !== '' && existsSync(join(DIR, agent)))
const why = DIR === '' ? 'FLEETMUX_REAL_AGENTS names no directory' : `none is in ${DIR}`

/** A PNG of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A busy machine takes half a minute to start some of them. */
const LONG = 240_000

describe.skipIf(there.length === 0)(`agents themselves${there.length ? '' : ` (${why})`}`, () => {
  let app: App
  let service: ModelService
  let env: Record<string, string> = {}
  beforeAll(async () => {
    app = await openApp()
    service = await startModelService()
    const path = [DIR, process.env['PATH']].join(delimiter)
    env = { ...(await pointAgents(home(), service.url)), PATH: path }
    await mkdir(join(home(), 'work'))
  }, LONG)
  afterAll(async () => {
    await app?.close()
    await service?.close()
  })

  const home = () => app.environment['HOME'] ?? ''
  const run = (...words: string[]) => app.run(['run', ...words], { env })

  async function told(words: readonly string[]) {
    const ran = await run(...words, '--json')
    const lines = ran.out.trim().split('\n')
    const values = lines.map(line => JSON.parse(line))
    for (const event of values.slice(0, -1)) eventSchema.parse(event)
    const types = values.map(({ type }) => type)
    return { types, code: ran.code, result: runResultSchema.parse(values.at(-1)) }
  }

  describe.each(there)('%s', agent => {
    const at = ['--cwd', '~/work']

    test('answers, and goes on with its session', { timeout: LONG }, async () => {
      const one = await told([agent, '@say(one)', ...at])
      expect([one.code, one.result.text]).toEqual([0, 'You said one, and 0 before.'])
      const two = await told([agent, '@say(two)', '--session', one.result.sessionId ?? '', ...at])
      expect([two.code, two.result.text]).toEqual([0, 'You said two, and 1 before.'])
      expect(two.types).toContain('session_resume')
    })

    test('sees an image', { timeout: LONG }, async () => {
      const file = join(home(), 'one.png')
      await writeFile(file, Buffer.from(PIXEL, 'base64'))
      const seen = await told([agent, '@say(image)', '--attach', file, ...at])
      expect([seen.code, seen.result.text]).toEqual([0, 'You said image, and 0 before.'])
      expect(service.asked.some(({ images = [] }) => images.length > 0)).toBe(true)
    })

    test('asks, and does what is approved elsewhere', { timeout: LONG }, async () => {
      const file = `${agent}.txt`
      const started = await run(agent, `@run(echo made > ${file})`, '--detach', ...at)
      const id = started.out.trim()
      await until(
        'its question',
        async () => (await run('show', id, '--json')).out.includes('approval_request'),
        LONG / 2,
      )
      expect((await run('approve', id)).code).toBe(0)
      const { types, code } = await told(['follow', id])
      expect(code).toBe(0)
      expect(types).toContain('approval_granted')
      expect(await readFile(join(home(), 'work', file), 'utf8')).toBe('made\n')
    })
  })
})
