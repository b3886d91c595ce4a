import { expect, test } from 'vitest'
import { parseList } from '../../../src/backend/pool/azlin-list.ts'
import { FailureError } from '../../../src/state/model/failure.ts'

const VM = {
  name: 'amplihack-me-20260502-203014',
  resource_group: 'rg',
  power_state: 'Running',
  ip: '1.2.3.4 (Pub)',
  location: 'eastus',
  vm_size: 'Standard_E16s_v5',
  storage: { of: 'the future' },
}

test('the list of 2.7 and the bare array before it read the same', () => {
  const [machine] = parseList(JSON.stringify({ vms: [VM], filters: { hidden_not_running: 0 } }))
  expect(machine).toMatchObject({
    name: VM.name,
    provider: 'azlin',
    tier: 'l',
    capacity: 4,
    size: 'Standard_E16s_v5',
    region: 'eastus',
    resourceGroup: 'rg',
    publicIp: '1.2.3.4',
    reachable: 'unknown',
    createdAt: null,
  })
  expect(parseList(JSON.stringify([VM]))).toEqual([machine])
  expect(parseList(`Warning: cache is old\n${JSON.stringify([VM])}`)).toEqual([machine])
})

test.each([
  [{ ip: '1.2.3.4 (Pub)' }, '1.2.3.4', 'unknown'],
  [{ ip: '10.0.0.4 (Bast)' }, null, 'unknown'],
  [{ ip: 'N/A' }, null, 'down'],
  [{ ip: null }, null, 'down'],
  [{ ip: 'N/A', public_ip: '5.6.7.8' }, '5.6.7.8', 'unknown'],
  [{ ip: undefined, public_ip: '', private_ip: '10.0.0.4' }, null, 'unknown'],
  [{ power_state: 'Starting' }, '1.2.3.4', 'unknown'],
  [{ power_state: 'VM deallocated' }, '1.2.3.4', 'down'],
  [{ power_state: 'Stopped' }, '1.2.3.4', 'down'],
  [{ power_state: 'Unknown' }, '1.2.3.4', 'unknown'],
  [{ power_state: undefined }, '1.2.3.4', 'unknown'],
])('%j', (more, publicIp, reachable) => {
  expect(parseList(JSON.stringify([{ ...VM, ...more }]))[0]).toMatchObject({ publicIp, reachable })
})

test('older names of fields, and a size that is no tier', () => {
  const old = { name: 'v', ip: 'N/A', region: 'westus', size: 'Standard_D2s_v3' }
  const more = { created_at: '2026-05-02T20:30:14.123456789Z' }
  expect(parseList(JSON.stringify([{ ...old, ...more }]))[0]).toMatchObject({
    region: 'westus',
    size: 'Standard_D2s_v3',
    tier: null,
    capacity: null,
    createdAt: Date.parse('2026-05-02T20:30:14.123Z'),
  })
})

test.each(['', 'no', '{"vms":3}', '[{"name":""}]', '[{}]', '{}'])('%j is no list', printed => {
  expect(() => parseList(printed)).toThrow(FailureError)
})
