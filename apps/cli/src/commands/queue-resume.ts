import { resumeQueue } from '@ccsp/fleet'
import { type Context, print } from '../context.ts'
import { withFleet } from '../with-fleet.ts'

/** Hands out jobs again. */
export async function resume(context: Context): Promise<number> {
  await withFleet(context, ({ redis, queue }) => resumeQueue(redis, queue))
  print(context, context.t('queue.resumed'))
  return 0
}
