import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { type Clock, systemClock } from '@ccsp/foundation'
import { z } from 'zod'
import type { Environment } from './environment.ts'

export interface FindLoginOptions {
  /** A name on PATH, or a path. */
  readonly claudePath: string
  readonly environment: Environment
  readonly homeDirectory: string
  readonly claudeConfigDirectory?: string | undefined
  readonly clock?: Clock
}

/** Where the CLI would take its login from. */
export type LoginSource = 'CLAUDE_CODE_OAUTH_TOKEN' | 'ANTHROPIC_AUTH_TOKEN' | 'ANTHROPIC_API_KEY' | 'credentials-file' | 'none'

export interface FoundLogin {
  /** True when there is a program to run and a login that is not known to be dead. It may still be refused: only a run tells. */
  readonly isUsable: boolean
  /** Absolute path of the program; null when it is not found. */
  readonly program: string | null
  readonly source: LoginSource
}

const VARIABLES = ['CLAUDE_CODE_OAUTH_TOKEN', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'] as const

const credentialsSchema = z.object({
  claudeAiOauth: z.object({
    accessToken: z.string().min(1),
    refreshToken: z.string().nullish(),
    /** ms since the epoch */
    expiresAt: z.number().nullish(),
  }),
})

/** Looks for the CLI and for a login that it could use, in this process alone: nothing is started, sent or kept. Never rejects. */
export async function findLogin(options: FindLoginOptions): Promise<FoundLogin> {
  const [program, source] = await Promise.all([findProgram(options.claudePath, options.environment), findSource(options)])
  return { isUsable: program !== null && source !== 'none', program, source }
}

async function findSource(options: FindLoginOptions): Promise<LoginSource> {
  const variable = VARIABLES.find((name) => options.environment[name]?.trim())
  if (variable) return variable
  const { claudeConfigDirectory, environment, homeDirectory, clock = systemClock } = options
  const folder = claudeConfigDirectory ?? (environment['CLAUDE_CONFIG_DIR'] || join(homeDirectory, '.claude'))
  const credentials = credentialsSchema.safeParse(await readJson(join(folder, '.credentials.json')))
  if (!credentials.success) return 'none'
  const { expiresAt, refreshToken } = credentials.data.claudeAiOauth
  const isAlive = (expiresAt ?? Infinity) > clock.now() || Boolean(refreshToken)
  return isAlive ? 'credentials-file' : 'none'
}

async function findProgram(name: string, environment: Environment): Promise<string | null> {
  const folders = name.includes('/') ? [''] : (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  for (const folder of folders) {
    const path = resolve(folder, name)
    if (await isProgram(path)) return path
  }
  return null
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false // absent, or not for this user
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch {
    return null // absent, unreadable or damaged: no login all the same
  }
}
