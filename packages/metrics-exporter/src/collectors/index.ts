import type { Collector } from '../collector.ts'
import { login } from './login.ts'
import { queue } from './queue.ts'
import { redis } from './redis.ts'
import { requests } from './requests.ts'
import { service } from './service.ts'

/** Every collector, by name. */
export const COLLECTORS: readonly Collector[] = [login, queue, redis, requests, service]
