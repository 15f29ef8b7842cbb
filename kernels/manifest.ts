/** Shapes of the two manifests, `layout.json` and `checks.json`. */
export type FieldType = 'u8' | 'u16' | 'u32' | 'i32' | 'i64' | 'u64' | 'f64'

export interface RowKind {
  readonly id: number
  readonly input: boolean
  readonly source: string
  readonly aux?: string
  readonly lanes: readonly (readonly [name: string, type: FieldType, unit: string])[]
}

export interface Layout {
  readonly version: number
  readonly row: {
    readonly size: number
    readonly fields: readonly (readonly [name: string, type: FieldType, offset: number, doc: string])[]
    readonly lanes: number
    readonly laneOffset: number
  }
  readonly flags: Readonly<Record<string, number>>
  readonly frame: {
    readonly size: number
    readonly maxRows: number
    readonly magic: number
    readonly fields: readonly (readonly [name: string, type: FieldType, offset: number, doc: string])[]
  }
  readonly tapes: Readonly<Record<string, number>>
  readonly kinds: Readonly<Record<string, RowKind>>
  readonly records: Readonly<
    Record<
      string,
      {
        readonly doc: string
        /** In the order they stand in; what is used together stands together. */
        readonly fields: readonly (readonly [name: string, type: 'i64' | 'i32', doc: string])[]
        /** Whether each record begins a cache line. */
        readonly lines?: boolean
      }
    >
  >
}

export interface Check {
  readonly id: number
  readonly code: string
  readonly shape: 'flag' | 'lots' | 'gross' | 'net' | 'resource' | 'rate' | 'quadratic'
  readonly class: 'integrity' | 'state' | 'market' | 'caps' | 'rate'
  readonly unit: string
  readonly scope: string
  readonly severity: 'info' | 'warning' | 'error'
  readonly doc: string
}

export interface Checks {
  readonly checks: readonly Check[]
  readonly reasons: readonly { readonly id: number; readonly code: string; readonly doc: string }[]
}
