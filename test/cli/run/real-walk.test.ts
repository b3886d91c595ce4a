import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventSchema } from '../../../src/state/runs/event.ts'
import { runResultSchema } from '../../../src/state/runs/result-schema.ts'
import { until } from '../../lab/process.ts'
import { type ModelService, startModelService } from '../../lab/services/model-service.ts'
import { type App, type Live, openApp } from '../app.ts'
import { REAL_PLACES, type RealPlace } from './real-places.ts'
import type { Told } from './run-stage.ts'

/** A directory of agents' programs (docs/runs.md). */
const DIR = process.env['FLEETMUX_REAL_AGENTS'] ?? ''
const AGENTS = ['claude', 'codex', 'gemini', 'opencode']
const there = AGENTS.filter(agent => DIR !== '' && existsSync(join(DIR, agent)))
const why = DIR === '' ? 'FLEETMUX_REAL_AGENTS names no directory' : `none is in ${DIR}`

/** Milliseconds without a network: what is lost for longer than any timeout of ssh or kubectl is noticed. */
const CUT = Number(process.env['FLEETMUX_REAL_CUT'] ?? 60_000)
/** A busy machine takes half a minute to start some agents. */
const LONG = 300_000

/** The agents that tell what they cost, and those that can copy a session. */
const PRICED = ['claude', 'opencode']
const FORKS = ['claude', 'codex', 'opencode']

/** What a walk has left for its next step. */
interface Walk {
  readonly id: string
  readonly live: Live
  session: string
}

describe.skipIf(there.length === 0)(`a new user's walk${there.length ? '' : ` (${why})`}`, () => {
  describe.each(REAL_PLACES)('on %s', (_, open) => {
    let app: App
    let service: ModelService
    let place: RealPlace
    const walks = new Map<string, Walk>()
    beforeAll(async () => {
      app = await openApp()
      service = await startModelService()
      const found = await open({ app, url: service.url, programs: DIR, agents: there })
      if (!found) throw new Error('this machine has not what the place needs')
      place = found
    }, LONG)
    afterAll(async () => {
      for (const { live } of walks.values()) live.child.kill('SIGKILL')
      await place?.close()
      await app?.close()
      await service?.close()
    }, LONG)

    const run = (...words: string[]) => app.run(['run', ...words], { env: place.env })
    const walkOf = (agent: string) =>
      walks.get(agent) ?? Promise.reject(new Error(`${agent} has not come so far`))

    /** All lines of `--json`, each held against its schema. */
    function read(out: string) {
      const values: Told[] = out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
      for (const event of values.slice(0, -1)) eventSchema.parse(event)
      const events = values.slice(0, -1)
      return { events, types: events.map(({ type }) => type), result: values.at(-1) ?? {} }
    }

    async function again(agent: string, flag: string, session: string) {
      const order = [agent, '@say(two)', flag, session, ...place.words, '--json', '--quiet']
      const { code, out, err } = await run(...order)
      return { code, err, ...read(out) }
    }

    test.each(there)('%s asks for what it wants to do', { timeout: LONG }, async agent => {
      const order = ['run', agent, `@run(echo made > ${agent}.txt)`, ...place.words, '--json']
      const live = app.start(order, { env: place.env })
      let isOver = false
      void live.ended.then(() => {
        isOver = true
      })
      await until('it asks', () => isOver || live.out().includes('"approval_request"'), LONG / 2)
      if (isOver) expect((await live.ended).err).toBe('a run that has not ended')
      const id: string = JSON.parse(live.out().split('\n')[0] ?? '').runId
      walks.set(agent, { id, live, session: '' })
    })

    test('the network is cut for a minute, or the readers are killed', {
      timeout: LONG,
    }, async () => {
      if (place.network) {
        place.network.cut()
        await delay(CUT)
        place.network.heal()
      } else for (const { live } of walks.values()) live.child.kill('SIGKILL')
    })

    test.each(there)(
      '%s is approved from another terminal and read to its end',
      {
        timeout: LONG,
      },
      async agent => {
        const walk = await walkOf(agent)
        const approved = await run('approve', walk.id)
        expect([approved.code, approved.err]).toEqual([0, ''])
        const ended = await walk.live.ended
        const before = ended.out.split('\n').slice(0, place.network ? undefined : -1)
        let out = ended.out
        if (!place.network) {
          const last = JSON.parse(before.at(-1) ?? '{}').id
          const rest = await run('follow', walk.id, '--after', last, '--json')
          out = `${before.join('\n')}\n${rest.out}`
        }
        const { events, types, result } = read(out)
        walk.session = runResultSchema.parse(result).sessionId ?? ''
        expect(result).toMatchObject({ exitReason: 'completed', error: null })
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
        expect(types.filter(type => type === 'approval_granted')).toHaveLength(1)
        expect(await readFile(join(place.work, `${agent}.txt`), 'utf8')).toBe('made\n')
        expect(result['tokenUsage']).toMatchObject({ outputTokens: expect.any(Number) })
        if (PRICED.includes(agent))
          expect(result['cost']).toMatchObject({ totalUsd: expect.any(Number) })
      },
    )

    test.each(there)('%s goes on with its session', { timeout: LONG }, async agent => {
      const { session } = await walkOf(agent)
      const { code, err, types, result } = await again(agent, '--session', session)
      expect([code, result['text'], err]).toEqual([0, 'You said two, and 1 before.', ''])
      expect(types).toContain('session_resume')
    })

    test.each(there)(
      '%s copies its session, or says that it cannot',
      {
        timeout: LONG,
      },
      async agent => {
        const { session } = await walkOf(agent)
        const { code, err, types, result } = await again(agent, '--fork', session)
        if (!FORKS.includes(agent))
          return expect([code, err]).toEqual([6, expect.stringMatching(/copy/)])
        expect([code, result['text']]).toEqual([0, expect.stringMatching(/^You said two, and \d/)])
        expect(types).toContain('session_fork')
        expect(result['sessionId']).not.toBe(session)
      },
    )
  })
})
