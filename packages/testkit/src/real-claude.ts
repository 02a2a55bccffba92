import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from './find-program.ts'

/** The version of the CLI that the opt-in tests run. */
export const CLAUDE_VERSION = '2.1.330'

/**
 * Absolute path of the real Claude Code CLI, from the npm registry. It is fetched once (some 350 MB) into the cache folder, never
 * into the repository. Start it with an environment of its own: never with the developer's login.
 */
export async function installRealClaude(): Promise<string> {
  const provided = process.env['CCSP_TEST_CLAUDE'] // `npm run test:claude` fetches it, with its integrity pinned
  if (provided) return provided
  const folder = join(cacheFolder(), `claude-${CLAUDE_VERSION}`)
  if (existsSync(folder)) return findBinary(folder)
  const partial = `${folder}.${process.pid}.partial`
  await mkdir(partial, { recursive: true })
  try {
    // Its install script only links the binary of the platform, which is used here directly.
    const options = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--prefix', partial]
    await promisify(execFile)('npm', ['install', ...options, `@anthropic-ai/claude-code@${CLAUDE_VERSION}`], { cwd: partial })
    findBinary(partial)
    await rename(partial, folder)
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return findBinary(folder)
}

function findBinary(folder: string): string {
  const scope = join(folder, 'node_modules', '@anthropic-ai')
  const platform = `claude-code-${process.platform}-${process.arch}`
  const binary = readdirSync(scope)
    .filter((name) => name.startsWith(platform))
    .map((name) => join(scope, name, 'claude'))
    .find((file) => existsSync(file))
  if (!binary) throw new Error(`no Claude Code CLI for ${platform} in ${scope}: remove that folder and try again`)
  return binary
}
