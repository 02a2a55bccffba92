import { AGENT_CODES } from './agent.ts'
import { APP_CODES } from './app.ts'
import { CONFIG_CODES } from './config.ts'
import { QUEUE_CODES } from './queue.ts'
import { REDIS_CODES } from './redis.ts'

type CodeTable = typeof AGENT_CODES & typeof APP_CODES & typeof CONFIG_CODES & typeof QUEUE_CODES & typeof REDIS_CODES

/** Every error code of the product. `docs/errors.md` is generated from it. */
export const ERROR_CODES: CodeTable = { ...AGENT_CODES, ...APP_CODES, ...CONFIG_CODES, ...QUEUE_CODES, ...REDIS_CODES }

export type CcspErrorCode = keyof CodeTable
