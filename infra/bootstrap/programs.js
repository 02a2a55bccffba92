import { statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { debianProgram } from './debian.js'
import { BootstrapError, run } from './exec.js'

/** Where `program` lies on PATH, or undefined. */
const onPath = (program, env) => {
  const isProgram = (file) => {
    try {
      return statSync(file).isFile() && (statSync(file).mode & 0o111) !== 0
    } catch {
      return false
    }
  }
  return (env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, program))
    .find(isProgram)
}

/** Package managers other than apt, how they install without a question, and whether they want root. */
const MANAGERS = [
  { name: 'dnf', install: ['dnf', 'install', '-y'], needsRoot: true },
  { name: 'apk', install: ['apk', 'add', '--no-cache'], needsRoot: true },
  { name: 'pacman', install: ['pacman', '-S', '--noconfirm', '--needed'], needsRoot: true },
  { name: 'zypper', install: ['zypper', '--non-interactive', 'install'], needsRoot: true },
  { name: 'brew', install: ['brew', 'install'], needsRoot: false },
]

/**
 * The folder to put on PATH so that `program` runs, or undefined when PATH has it.
 * A Debian-like system's own packages are extracted into the cache; elsewhere the package manager installs, when it may.
 */
export async function requireProgram({ program, debian, elsewhere }, env, isRoot = process.getuid?.() === 0) {
  if (onPath(program, env)) return undefined
  if (onPath('apt-get', env) && onPath('dpkg-deb', env)) return await debianProgram(program, debian, env)
  const manager = MANAGERS.find(({ name }) => onPath(name, env))
  if (!manager) {
    throw new BootstrapError(
      `${program} is missing, and no known package manager is here: install ${elsewhere}, then run the command again`,
    )
  }
  const command = [...manager.install, elsewhere]
  if (manager.needsRoot && !isRoot)
    throw new BootstrapError(`${program} is missing; run this, then the command again:\n      sudo ${command.join(' ')}`)
  console.log(`ccsp: ${program} is missing: ${command.join(' ')}`)
  const { code, output } = await run(command[0], command.slice(1), { env, quiet: true, timeoutMs: 600_000 })
  if (code !== 0 || !onPath(program, env))
    throw new BootstrapError(`this gave no ${program}: ${command.join(' ')}\n${output.trim()}`)
  return undefined
}
