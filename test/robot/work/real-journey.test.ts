import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, openApp } from '../../cli/app.ts'
import { until } from '../../lab/process.ts'
import { pointAgents } from '../../lab/services/agent-homes.ts'
import { type ModelService, startModelService } from '../../lab/services/model-service.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { makePersonRepository, type PersonRepository } from './person-repository.ts'

/** A directory of agents' programs; without it only this is tried. */
const DIR = process.env['FLEETMUX_REAL_AGENTS'] ?? ''
const there = ['claude', 'codex'].filter(agent => DIR !== '' && existsSync(join(DIR, agent)))

/** A busy machine takes half a minute to start some of them. */
const LONG = 400_000

describe.skipIf(there.length === 0)('agents themselves, in a worktree on a host over ssh', () => {
  let lab: Lab
  let app: App
  let service: ModelService
  const repositories: PersonRepository[] = []
  beforeAll(async () => {
    lab = await startLab({ hosts: 1 })
    app = await openApp()
    service = await startModelService()
    await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }] })
    for (const agent of there) await installReal(lab.host('lab1').home, agent)
  }, LONG)
  afterAll(async () => {
    await app?.close()
    await lab?.close()
    await service?.close()
    for (const { project } of repositories) await project.remove()
  })

  /** The agent with what leads it to the stand-in service, which its person would have in a profile. */
  async function installReal(home: string, agent: string): Promise<void> {
    const variables = Object.entries(await pointAgents(home, service.url))
    const exports = variables.map(([name, value]) => `export ${name}='${value}'\n`).join('')
    const program = join(home, '.local', 'bin', agent)
    await mkdir(join(program, '..'), { recursive: true })
    await writeFile(program, `#!/bin/sh\n${exports}exec '${join(DIR, agent)}' "$@"\n`)
    await chmod(program, 0o755)
  }

  test.each(there)(
    '%s goes from a prompt to a merged branch, and cures a conflict',
    async agent => {
      const mine = await makePersonRepository()
      repositories.push(mine)
      const before = await mine.portrait()
      const work = async (code: number, ...args: string[]) => {
        const ran = await app.run(['work', ...args, '--json'])
        if (ran.code !== code) expect([ran.code, ran.err, ran.out]).toEqual([code])
        return JSON.parse(ran.out)
      }
      const name = `by ${agent}`
      /** One iteration, whose agent asks before it does anything: root may not tell these agents to ask nothing. */
      const allowed = async (nth: number, ...args: string[]) => {
        const { begun } = await work(0, ...args, '--detach')
        await until(
          'its question',
          async () =>
            (await app.run(['run', 'show', begun.run, '--json'])).out.includes('approval_request'),
          LONG / 4,
        )
        const answered = await app.run(['run', 'approve', begun.run])
        expect([answered.code, answered.err]).toEqual([0, expect.any(String)])
        return until(
          'its end',
          async () => {
            const row = await work(0, 'status', name)
            const isOver = row.iterationRecords.length === nth && row.status !== 'running'
            return isOver ? row.iterationRecords.at(-1) : null
          },
          LONG / 4,
        )
      }
      const where = ['--host', 'lab1', '--repo', mine.project.root, '--agent', agent]
      const script = ['--script', 'test -f made.txt', '@run(echo made > made.txt)']
      const first = await allowed(1, 'new', '--name', name, ...where, ...script)
      expect(first).toMatchObject({ end: 'ok', testResult: 'pass', changedFiles: ['made.txt'] })
      expect(first.totalTokens).toBeGreaterThan(0)
      const again = await allowed(2, 'iterate', name, '@run(echo mine > README.md)')
      expect(again).toMatchObject({ number: 2, changedFiles: ['README.md'] })
      const moved = mine.moveBase('README.md', 'Somebody else wrote this.\n')
      expect((await work(1, 'rebase', name)).conflicts).toEqual(['README.md'])
      await allowed(3, 'iterate', name, '@run(echo both > README.md)')
      await work(0, 'continue', name)
      await work(0, 'merge', name)
      expect(mine.project.git('rev-parse', 'main^')).toBe(moved)
      expect(mine.project.git('show', 'main:README.md')).toBe('both')
      expect(await mine.portrait()).toEqual(before)
    },
    LONG,
  )
})
