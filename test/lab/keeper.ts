import { spawn } from 'node:child_process'

/**
 * Ends whatever was started with this directory in its environment or on its command line, and removes the directory:
 * when it is told, or when this process has ended, however that was (SIGKILL too). It is a shell in a session of
 * its own that waits for the end of our pipe to it, so no signal to our terminal or group takes it along.
 */
export function startKeeper(dir: string): { end(): Promise<void> } {
  const child = spawn('sh', ['-c', SCRIPT], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'], KEPT: dir },
  })
  const gone = new Promise<void>(resolve =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  )
  child.unref()
  return {
    end() {
      child.ref()
      child.stdin.end()
      return gone
    },
  }
}

/** With the slash behind it the name is on no command line and in no environment of its own. */
const SCRIPT = `
trap '' HUP INT TERM
cat >/dev/null
n=0
while [ $n -lt 100 ] && [ -d /proc/self ]; do
  left=$(printf '%s/\\n' "$KEPT" | grep -lsaFf - /proc/[0-9]*/environ /proc/[0-9]*/cmdline)
  [ -n "$left" ] || break
  for f in $left; do p=\${f#/proc/}; kill -KILL "\${p%%/*}" 2>/dev/null; done
  n=$((n + 1)); [ $n -lt 3 ] || sleep 0.05
done
rm -rf "$KEPT"
`
