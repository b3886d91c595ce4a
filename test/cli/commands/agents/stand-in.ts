import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Puts a script on the PATH that the login shell of this home has. */
export async function command(home: string, name: string, script: string): Promise<void> {
  await mkdir(join(home, 'bin'), { recursive: true })
  await writeFile(join(home, '.profile'), 'PATH=$HOME/bin:$PATH; export PATH\n')
  await writeFile(join(home, 'bin', name), `#!/bin/sh\n${script}\n`)
  await chmod(join(home, 'bin', name), 0o755)
}

/** Keeps what it was called with, and puts a package below the prefix as npm does; `does`: what its command does. */
const NPM = (does: string) => `
echo "$*" >>"$HOME/npm.log"
case $1 in
  --version) echo 11.19.1; exit ;;
  install) verb=$1; [ "$2" != --help ] || { echo '[--allow-scripts <package-spec>]'; exit; } ;;
  uninstall) verb=$1 ;;
esac
shift
while [ $# -gt 0 ]; do case $1 in --prefix) prefix=$2; shift ;; -*) ;; *) package=\${1%@latest} ;; esac; shift; done
bin=\${package##*/}; bin=\${bin%%-*}
place=$prefix/lib/node_modules/$package
if [ $verb = uninstall ]; then rm -rf "$place" "$prefix/bin/$bin"; exit; fi
mkdir -p "$place" "$prefix/bin"
printf '#!/bin/sh\\n%s\\n' '${does}' >"$place/cli"; chmod +x "$place/cli"
ln -sf "../lib/node_modules/$package/cli" "$prefix/bin/$bin"`

/** A home with a Node and an npm that touch no network. */
export async function withNpm(
  home: string,
  { node = 'v22.1.0', does = 'echo 3.2.1' }: { node?: string; does?: string } = {},
): Promise<void> {
  await command(home, 'node', `echo ${node}`)
  await command(home, 'npm', NPM(does))
}

/** The command lines that npm was given, without those that only ask. */
export async function npmCalls(home: string): Promise<string[]> {
  const text = await readFile(join(home, 'npm.log'), 'utf8').catch(() => '')
  return text.split('\n').filter(line => /^(?:un)?install (?!--help)/.test(line))
}
