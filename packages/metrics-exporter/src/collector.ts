import type { Snapshot } from '@ccsp/fleet'
import type { Registry } from 'prom-client'

/** What collectors look at. */
export interface Sources {
  readonly snapshot: Snapshot
  readonly isSimulated: boolean
  readonly version: string
}

/**
 * Measures one subsystem. Adds its metrics to a registry that lives for one scrape, so that no label of an earlier scrape
 * stays. Adds nothing when its source is unknown: a missing value is true, a zero would not be.
 */
export interface Collector {
  /** kebab-case: the file's name. */
  readonly name: string
  collect(sources: Sources, registry: Registry): void
}
