import { homedir, userInfo } from 'node:os'
import { createClaudeExecutor, createSimulator, type Executor, findLogin } from '@ccsp/agent'
import type { Config } from '@ccsp/config'
import { CcspError } from '@ccsp/foundation'
import type { Logger } from 'pino'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What runs the requests. `auto` takes the real CLI when a usable login is found; without one it simulates, but never under
 * systemd: a service that makes up replies would be worse than one that waits for its login.
 */
export async function chooseExecutor(config: Config, env: Environment, logger: Logger): Promise<Executor & AsyncDisposable> {
  const { runner, paths } = config
  const simulator = (): Executor & AsyncDisposable =>
    Object.assign(createSimulator(config.simulator), { [Symbol.asyncDispose]: async () => {} })
  if (runner.mode === 'simulator') return simulator()
  const configDirectory =
    runner.claudeConfigDirectory === undefined ? {} : { claudeConfigDirectory: runner.claudeConfigDirectory }
  const login = await findLogin({ claudePath: runner.claudePath, environment: env, homeDirectory: homedir(), ...configDirectory })
  const isService = env['INVOCATION_ID'] !== undefined
  if (!login.isUsable && runner.mode === 'auto' && !isService) return simulator()
  if (!login.isUsable) {
    const missing = new CcspError('CCSP_LOGIN_MISSING', { user: userInfo().username })
    logger.error({ code: missing.code, hint: missing.hint }, missing.message)
  }
  return createClaudeExecutor(runner, { environment: env, stateDirectory: paths.stateDirectory })
}
