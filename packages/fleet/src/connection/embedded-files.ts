import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@ccsp/foundation'

/** Writes the server's configuration. @returns its path */
export async function writeServerConfig(directory: string, port: number, password: string): Promise<string> {
  const path = join(directory, 'redis.conf')
  await writeFileAtomic(path, serverConfig(directory, port, password))
  return path
}

/** No shell, no argv: the password is only in a file of mode 0600. */
function serverConfig(directory: string, port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir ${JSON.stringify(directory)}`,
    `pidfile ${JSON.stringify(join(directory, 'redis.pid'))}`,
    `logfile ${JSON.stringify(join(directory, 'redis.log'))}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    'save 3600 1 300 100',
    '',
  ].join('\n')
}

/** The server's password: the one it had before, or a new one. */
export async function readPassword(directory: string): Promise<string> {
  const path = join(directory, 'password')
  // First start, or the file is lost: a new password locks nobody out, for the server starts with it.
  const known = await readFile(path, 'utf8').catch(() => '')
  if (known.trim() !== '') return known.trim()
  const password = randomBytes(24).toString('base64url')
  await writeFileAtomic(path, `${password}\n`)
  return password
}
