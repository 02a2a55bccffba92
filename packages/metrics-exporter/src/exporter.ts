import type { Snapshot } from '@ccsp/fleet'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { COLLECTORS } from './collectors/index.ts'

export interface Exporter extends Disposable {
  /** The answer to one scrape, Prometheus text format 0.0.4. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>
}

/** @param sources.readSnapshot bounds its own time and never rejects */
export function createExporter(sources: { readSnapshot(): Promise<Snapshot>; isSimulated: boolean; version: string }): Exporter {
  const ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess, prefix: 'ccsp_' })
  return {
    async render() {
      const scrape = new Registry()
      const snapshot = await sources.readSnapshot()
      for (const collector of COLLECTORS) collector.collect({ ...sources, snapshot }, scrape)
      const body = (await scrape.metrics()) + (await ofProcess.metrics())
      return { contentType: scrape.contentType, body }
    },
    [Symbol.dispose]: () => ofProcess.clear(),
  }
}
