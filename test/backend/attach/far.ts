import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds that each byte takes on its way, there and back alike. */
const DELAY = 300

const relay = `
const [host, port] = process.argv.slice(2)
const far = require('node:net').connect(port, host)
const later = to => bytes => setTimeout(() => to.write(bytes), ${DELAY})
process.stdin.on('data', later(far)).on('end', () => far.end())
far.on('data', later(process.stdout)).on('close', () => setTimeout(process.exit, ${DELAY}))
`

/** A command line that runs another where the person's terminal is far away: at the end of a slow ssh. */
export function farAway(options: {
  readonly dir: string
  readonly sshConfig: string
  readonly host: string
  readonly env: Readonly<Record<string, string>>
  readonly command: string
}): string {
  const path = join(options.dir, 'relay.cjs')
  writeFileSync(path, relay)
  const proxy = `ProxyCommand='${process.execPath}' '${path}' %h %p`
  const set = Object.entries(options.env).map(([key, value]) => `export ${key}=${quote(value)};`)
  const there = quote(`${set.join(' ')} ${options.command}`)
  return `ssh -tt -F '${options.sshConfig}' -o ${quote(proxy)} ${options.host} ${there}`
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
