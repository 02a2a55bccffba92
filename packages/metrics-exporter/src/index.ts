export type { Collector, Sources } from './collector.ts'
export { createExporter, type Exporter } from './exporter.ts'
