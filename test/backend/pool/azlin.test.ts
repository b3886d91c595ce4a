import { afterEach, describe, expect, test } from 'vitest'
import { createAzlin } from '../../../src/backend/pool/azlin.ts'
import { azlinVersion } from '../../../src/backend/pool/azlin-call.ts'
import type { AzlinOptions } from '../../../src/backend/pool/azlin-option.ts'
import { isPoolName } from '../../../src/backend/pool/machine-name.ts'
import { createPool } from '../../../src/backend/pool/pool.ts'
import { choosePlacement } from '../../../src/state/pool/placement.ts'
import { planOf } from '../../../src/state/pool/provision-plan.ts'
import { type AzlinMode, makeAzlin } from '../../lab/azlin.ts'
import { processes, until } from '../../lab/process.ts'
import { failureOf } from '../ssh/ssh-lab.ts'

const ORDER = { sku: 'Standard_E16s_v5', region: 'eastus' }
const open: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(close => close()))
})

/** A stand-in that suffers from `mode`, and the provider over it; waits between attempts are noted, not waited. */
async function standIn(mode: AzlinMode = {}, options: AzlinOptions = {}) {
  const lab = await makeAzlin(undefined, mode)
  open.push(() => lab.close())
  const waits: number[] = []
  const delay = async (milliseconds: number) => void waits.push(milliseconds)
  const env = { ...lab.env, USER: 'Ada.L' }
  const azlin = createAzlin({ env, delay, directory: lab.dir, ...options })
  const words = async () => (await lab.read()).calls.map(call => call.args.join(' '))
  return { lab, azlin, waits, words, said: [] as string[] }
}

describe('making a machine', () => {
  test('in the words of 2.7.3, with no terminal and nothing to answer', async () => {
    const { lab, azlin, said, words } = await standIn({}, { args: ['--rg', 'mine', '--public'] })
    const machine = await azlin.provision(ORDER, undefined, line => said.push(line))
    expect(machine).toMatchObject({ tier: 'l', capacity: 4, region: 'eastus', provider: 'azlin' })
    expect(isPoolName(machine.name, 'Ada.L')).toBe(true)
    expect(machine.name).toMatch(/^amplihack-ada-l-\d{8}-\d{6}$/)
    expect(await words()).toEqual([
      `new --vm-size Standard_E16s_v5 --name ${machine.name} --yes --no-auto-connect --region eastus --rg mine --public`,
      'list -o json --all --no-tmux --no-cache --resource-group mine',
    ])
    expect((await lab.read()).calls.every(call => !call.terminal)).toBe(true)
    expect(said).toEqual([
      `${machine.name}: azlin creates an Azure machine of Standard_E16s_v5 in eastus`,
      `${machine.name}: the machine was created`,
    ])
  })

  test('several in one second have names of their own, from two processes too', async () => {
    const { lab, azlin } = await standIn({}, { now: () => 1_800_000_000_000 })
    const env = { ...lab.env, USER: 'Ada.L' }
    const other = createAzlin({ env, directory: lab.dir, now: () => 1_800_000_000_000 })
    const made = await Promise.all([azlin, azlin, other].map(each => each.provision(ORDER)))
    expect(new Set(made.map(each => each.name)).size).toBe(3)
  })

  test('what passes is tried again, further and further apart, and said', async () => {
    const errors = ['Connection reset by peer', 'HTTP 503 ServiceUnavailable']
    const { azlin, waits, said, lab } = await standIn({ errors })
    await azlin.provision(ORDER, undefined, line => said.push(line))
    // The second error met the look at what the first attempt had left behind.
    expect(waits).toEqual([5000, 5000])
    expect(said.join('\n')).toContain('Azure has a temporary error. Trying again in 5 s.')
    expect((await lab.read()).vms).toHaveLength(1)
  })

  test('within a budget', async () => {
    const errors = Array(50).fill('Connection reset by peer')
    const { azlin, waits } = await standIn({ errors })
    const failure = await failureOf(azlin.list())
    expect(failure).toMatchObject({ kind: 'remote', why: 'Error: Connection reset by peer' })
    expect(waits).toEqual([5000, 10_000, 20_000, 40_000])
    const tight = await standIn({ errors })
    const env = { ...tight.lab.env, AMPLIHACK_REMOTE_RETRY_BUDGET_SECS: '15' }
    await failureOf(createAzlin({ env, delay: async ms => void tight.waits.push(ms) }).list())
    expect(tight.waits).toEqual([5000, 10_000])
  })

  test('a degraded one is made, and said to be', async () => {
    const { azlin, said } = await standIn({ degraded: true })
    const machine = await azlin.provision(ORDER, undefined, line => said.push(line))
    expect(said).toContain(
      `${machine.name}: the machine was created, but cannot reach the internet, so installations on it will fail.`,
    )
  })

  test('a half made one is removed: nobody pays for what nobody knows', async () => {
    const { azlin, lab, words } = await standIn({ halfMade: true })
    const failure = await failureOf(azlin.provision(ORDER))
    expect(failure).toMatchObject({ what: 'azlin failed.', why: /cloud-init/ })
    expect((await lab.read()).vms).toEqual([])
    expect((await words()).at(-1)).toMatch(/^delete amplihack-ada-l-\S+ --force$/)
  })

  test('one that takes too long, or is not wanted any more, is removed as well', async () => {
    const late = await standIn({ slow: true }, { deadlines: { new: 1500 } })
    expect(await failureOf(late.azlin.provision(ORDER))).toMatchObject({ kind: 'late' })
    expect((await late.lab.read()).vms).toEqual([])
    const { azlin, lab } = await standIn({ slow: true })
    const stop = new AbortController()
    const request = { tier: 'l', region: null } as const
    const plan = planOf(choosePlacement([], request, 1), request)
    const work = createPool({ providers: [azlin] }).provision(plan, stop.signal)
    await until('the machine', async () => (await lab.read()).vms.length === 1)
    stop.abort()
    expect((await work)[0]?.failure?.what).toBe('The creation of the machine was interrupted.')
    expect((await lab.read()).vms).toEqual([])
  })

  test('one that comes to be while its azlin ends is removed as well', async () => {
    const { azlin, lab, words } = await standIn({ finishes: true })
    const stop = new AbortController()
    const work = azlin.provision(ORDER, stop.signal).catch(thrown => thrown)
    await until('azlin to be at it', async () => (await words()).length === 1)
    stop.abort('enough')
    expect(await work).toBe('enough')
    expect((await lab.read()).vms).toEqual([])
  })

  test('one that cannot be removed is named, with the way to do it', async () => {
    const { azlin, lab } = await standIn({ slow: true }, { deadlines: { new: 10_000 } })
    const work = failureOf(azlin.provision(ORDER))
    await until('the machine', async () => (await lab.read()).vms.length === 1)
    await lab.change(({ mode }) => {
      mode.loggedOut = true
    })
    const [vm] = (await lab.read()).vms
    expect(await work).toMatchObject({
      kind: 'late',
      host: vm?.name,
      why: expect.stringContaining(
        'nor could the machine be deleted: azlin is not logged in to Azure',
      ),
      hint: expect.stringContaining(`azlin delete ${vm?.name} --force`),
    })
  })

  test('a quota is no reason to try again, and ends the plan where it is', async () => {
    const { azlin, waits, words } = await standIn({ quota: 1 })
    const pool = createPool({ providers: [azlin], atOnce: 1 })
    const request = { tier: 'l', region: 'eastus' } as const
    const made = await pool.provision(planOf(choosePlacement([], request, 11), request))
    expect(made.map(each => each.failure?.what)).toEqual([
      undefined,
      'The quota of this Azure subscription is exhausted.',
      'The quota of this Azure subscription is exhausted.',
    ])
    expect(made[1]?.failure?.why).not.toContain('12345678')
    expect(waits).toEqual([])
    expect((await words()).filter(call => call.startsWith('new'))).toHaveLength(2)
  })
})

describe('bad days', () => {
  test.each([
    [{ loggedOut: true }, 'azlin is not logged in to Azure.', /az login/],
    [
      { asks: true },
      /asks for a confirmation/,
      /^Run the command once by hand and answer the question: `azlin new/,
    ],
  ])('%j', async (mode, what, hint) => {
    const { azlin } = await standIn(mode)
    expect(await failureOf(azlin.provision(ORDER))).toMatchObject({
      what: expect.stringMatching(what),
      hint: expect.stringMatching(hint),
      needsPerson: true,
    })
  })

  test('it says which it is', async () => {
    const { lab } = await standIn()
    expect(await azlinVersion(lab.env)).toBe('azlin 2.7.3')
  })

  test('no azlin', async () => {
    const azlin = createAzlin({ env: { PATH: '/nonexistent' } })
    expect(await failureOf(azlin.list())).toMatchObject({
      kind: 'unreachable',
      what: 'azlin is not installed on this machine.',
    })
  })

  test('one that never answers is given up, and does not stay', async () => {
    const { azlin, lab } = await standIn({ hang: true }, { deadlines: { list: 1500 } })
    expect(await failureOf(azlin.list())).toMatchObject({
      kind: 'late',
      what: 'azlin did not answer in time.',
      hint: expect.stringContaining('azlin list -o json'),
    })
    await until('its end', async () =>
      (await processes()).every(each => !each.command.includes(lab.dir)),
    )
  })

  test('words that this azlin does not have are a slip of whoever wrote them', async () => {
    const { azlin, lab } = await standIn({}, { args: ['--subscription', 'Engineering'] })
    expect(await failureOf(azlin.provision(ORDER))).toMatchObject({
      kind: 'usage',
      why: "error: unexpected argument '--subscription' found",
    })
    expect((await lab.read()).calls).toHaveLength(1)
  })

  test('one provider that fails hides nobody else, and says why', async () => {
    const { azlin } = await standIn({ loggedOut: true })
    const other = await standIn()
    const { name } = await other.azlin.provision(ORDER)
    const listing = await createPool({ providers: [azlin, other.azlin] }).list()
    expect(listing.machines.map(each => each.name)).toEqual([name])
    expect(listing.failures.map(each => each.what)).toEqual(['azlin is not logged in to Azure.'])
  })
})

describe("a person's own machines", () => {
  test('are no part of the pool, and never removed; one that is gone is gone', async () => {
    const { azlin, lab, words } = await standIn()
    const mine = { name: 'dev', size: 'Standard_E16s_v5', region: 'eastus', host: 'none0' }
    await lab.change(({ vms }) => vms.push({ ...mine, state: 'Running' }))
    expect(await azlin.list()).toMatchObject([{ name: 'dev', capacity: null }])
    expect(await failureOf(azlin.remove('dev'))).toMatchObject({ kind: 'refused', host: 'dev' })
    expect((await words()).some(call => call.startsWith('delete'))).toBe(false)
    const { name } = await azlin.provision(ORDER)
    await azlin.remove(name)
    await azlin.remove(name)
    expect((await lab.read()).vms.map(vm => vm.name)).toEqual(['dev'])
  })

  test('unless the state file says that they are', async () => {
    const { azlin, lab } = await standIn({ bareArray: true }, { members: () => ['dev'] })
    const mine = { name: 'dev', size: 'Standard_E16s_v5', region: 'eastus', host: 'none0' }
    await lab.change(({ vms }) => vms.push({ ...mine, state: 'Stopped' }))
    expect(await azlin.list()).toMatchObject([{ name: 'dev', capacity: 4, reachable: 'down' }])
    await azlin.remove('dev')
    expect((await lab.read()).vms).toEqual([])
  })
})
