import { openSnapshotReader, type Snapshot } from '@ccsp/fleet'
import { createRedactor, EXIT } from '@ccsp/foundation'
import { type Context, print } from '../context.ts'
import { findRedis } from '../find-redis.ts'
import { loadSettings } from '../load-settings.ts'
import { toJson } from '../show/json.ts'
import { renderStatus } from '../show/status.ts'

export interface StatusInput {
  readonly json?: boolean
}

/** How long Redis may take to answer: someone waits. */
const TIMEOUT_MS = 1_000

/**
 * Prints the state of the whole service.
 * @returns `EXIT.unavailable` when Redis did not answer: then the picture says so
 */
export async function showStatus(context: Context, input: StatusInput): Promise<number> {
  const config = await findRedis(context, await loadSettings(context))
  using reader = openSnapshotReader(config, { timeoutMs: TIMEOUT_MS })
  const snapshot = createRedactor(context.secrets).value(await reader.readSnapshot()) as Snapshot
  print(context, input.json ? toJson(snapshot) : renderStatus(snapshot, context.t))
  return snapshot.isFresh ? EXIT.ok : EXIT.unavailable
}
