import { capture } from '../../lab/process.ts'

/** Installs mosh where we may; else says what to do. */
export async function needMosh(): Promise<void> {
  if (await isThere()) return
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const options = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await capture('apt-get', [...options, 'install', 'mosh'], { env })
    if (await isThere()) return
  }
  throw new Error('mosh is missing: install it to run the tests over it')
}

function isThere(): Promise<boolean> {
  return capture('mosh', ['--version']).then(
    () => true,
    () => false,
  )
}
