import pLimit from 'p-limit'
import { parseAddress } from '../../state/hosts/address.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import { createSshClient } from '../ssh/ssh-client.ts'
import { parseSshSettings, type SshSettings } from '../ssh/ssh-settings.ts'
import { sshConfigNames } from './ssh-config-names.ts'

/** Timeout for ssh to print the configuration of one host, in milliseconds. */
const PATIENCE = 3000
/** Maximum ssh processes in parallel. */
const AT_ONCE = 8

/**
 * Maps addresses to the names of configured hosts that are the same according to the ssh configuration: `root@10.0.0.7`
 * to the host `gpu` whose HostName is 10.0.0.7. The port may be omitted. An address that several hosts have, or that is
 * itself a name in the ssh configuration, is left out.
 */
export async function remoteAliases(
  remotes: readonly string[],
  known: readonly HostConfig[],
  sshConfig: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const named = new Set(sshConfigNames(sshConfig))
  const unnamed = remotes.filter(each => !named.has(parseAddress(each).name))
  const hosts = known.filter(each => each.transport === 'ssh' && !each.disabled)
  if (unnamed.length === 0) return new Map()
  const limit = pLimit(AT_ONCE)
  const read = (address: string, options?: HostConfig['options']) =>
    limit(() => readConfig(address, sshConfig, options))
  const [wanted, there] = await Promise.all([
    Promise.all(unnamed.map(each => read(each))),
    Promise.all(hosts.map(({ name, address = name, options }) => read(address, options))),
  ])
  const found = unnamed.flatMap((remote, at) => {
    const same = hosts.filter((_, index) => isSame(remote, wanted[at], there[index]))
    return same.length === 1 && same[0] ? [[remote, same[0].name] as const] : []
  })
  return new Map(found)
}

async function readConfig(
  address: string,
  configFile: string | undefined,
  options: HostConfig['options'],
): Promise<SshSettings | null> {
  const place = { address: parseAddress(address), ...(configFile && { configFile }) }
  const answer = await createSshClient({ ...place, ...(options && { options }) }).ask(
    ['-G'],
    PATIENCE,
  )
  return answer?.code === 0 ? parseSshSettings(answer.stdout.toString()) : null
}

/**
 * Whether a host given by --remote (`remote`, ssh settings `wanted`) and a configured host (ssh settings `there`) are
 * the same. If `remote` has no port and ssh would use its default 22, the ports are not compared.
 */
function isSame(
  remote: string,
  wanted: SshSettings | null | undefined,
  there: SshSettings | null | undefined,
): boolean {
  if (!wanted || !there) return false
  const equal = (key: string) => wanted.get(key) === there.get(key)
  const isAnyPort = parseAddress(remote).port === undefined && wanted.get('port') === '22'
  return equal('hostname') && equal('user') && (isAnyPort || equal('port'))
}
