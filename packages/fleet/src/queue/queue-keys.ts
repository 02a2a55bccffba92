import type { QueueConfig } from '@ccsp/config'

/** The beginning of every key of the BullMQ queue. */
export const queueKeyPrefix = (config: QueueConfig): string => `${config.prefix}:${config.name}:`
