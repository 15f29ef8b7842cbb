import { tap } from 'rxjs'
import type { Image } from '../../kernels/image.ts'
import type { Intent } from '../../kernels/reference/intent.ts'
import { budgetOf, judge } from '../../kernels/reference/intents.ts'
import type { Budget, Verdict } from '../../kernels/reference/verdict.ts'
import { VERDICT } from '../../model/layout.generated.ts'
import { REASON_NAMES } from '../../model/reasons.generated.ts'
import { formatDecimal } from '../../model/decimal.ts'
import { formatMicros } from '../../model/time.ts'
import type { Config } from '../config/config.ts'
import type { Recording } from '../recording/recording.ts'
import { replayed } from '../recording/replayed.ts'
import { ended } from './ended.ts'
import { listening } from './listening-kernel.ts'
import { microsAt } from './mentions.ts'
import { RefusalCounts } from './refusal-counts.ts'
import { SettingsPatch } from './settings-patch.ts'
import { VERDICT_NAMES } from './smallest-change.ts'
import type { GateArm, GateDifference, WhatIfGate, Window } from './what-if-answer.ts'

/** Differences that are told one by one. */
const DIFFERENCES = 1_000

/**
 * Asks the gate again of every intent as it was recorded, on the state it was recorded on, with other settings: fills
 * stay what they were, so that each difference is the settings' own.
 */
export async function gateAgain(recording: Recording, changed: Config, window: Window): Promise<WhatIfGate> {
  const { rows, total } = await judgedRows(recording, window)
  const arms = { recorded: new Arm(), changed: new Arm() }
  const differences: GateDifference[] = []
  let different = 0
  let patch: SettingsPatch | undefined
  let budgets = new Map<number, Budget>()
  const patched = <T>(image: Image, ask: () => T): T => {
    patch ??= new SettingsPatch(image.names.universe, recording.config, changed)
    patch.apply(image)
    try {
      return ask()
    } finally {
      patch.undo(image)
    }
  }
  const probe = {
    increases(image: Image, increases: readonly Intent[]): void {
      const portfolios = new Set(increases.map(({ portfolio }) => portfolio))
      budgets = patched(image, () => new Map([...portfolios].map((one) => [one, budgetOf(image, one, increases)])))
    },
    judged(image: Image, intent: Intent, budget: Budget | undefined): void {
      const before = judge(image, intent, budget)
      const after = patched(image, () =>
        judge(image, intent, budget === undefined ? undefined : budgets.get(intent.portfolio)),
      )
      arms.recorded.take(before)
      arms.changed.take(after)
      if (before.kind === after.kind && before.lots === after.lots && before.reason === after.reason) return
      different++
      if (differences.length < DIFFERENCES) differences.push(difference(image, intent, before, after))
    },
  }
  if (rows.length > 0)
    await ended(replayed(recording, { kernel: listening({ rows, probe }), to: rows[rows.length - 1] }))
  return {
    mode: 'gate',
    rowsRun: total,
    recorded: arms.recorded.view(),
    changed: arms.changed.view(),
    different,
    differences,
  }
}

/** Rows in the window at which the gate was asked, and rows run to find them. */
async function judgedRows(recording: Recording, window: Window): Promise<{ rows: number[]; total: number }> {
  const rows: number[] = []
  let total = 0
  await ended(
    replayed(recording).pipe(
      tap(({ frame, to, tape }) => {
        const { u8, u32 } = tape.memory
        total = frame.firstSequence + to - 1
        for (let row = 0; row < tape.count; row++) {
          const at = tape.at(row)
          if (u8[at] !== VERDICT || (u32[(at >> 2) + 5] & 0xffff) === 0) continue
          const position = tape.position(row)
          const micros = microsAt(frame, position)
          const sequence = frame.firstSequence + position
          if (micros >= window.from && micros <= window.to && rows.at(-1) !== sequence) rows.push(sequence)
        }
      }),
    ),
  )
  return { rows, total }
}

/** What the gate said of all intents, under one of the two settings. */
class Arm {
  private readonly counts = { approved: 0, reduced: 0, refused: 0 }
  private readonly refusals = new RefusalCounts()

  take({ kind, reason }: Verdict): void {
    const name = VERDICT_NAMES[kind]
    this.counts[name]++
    if (name === 'refused') this.refusals.add(reason)
  }

  view(): GateArm {
    return { ...this.counts, refusals: this.refusals.view() }
  }
}

function difference(
  image: Image,
  { portfolio, instrument, lots }: Intent,
  before: Verdict,
  after: Verdict,
): GateDifference {
  const { names, control } = image
  const known = names.universe.instruments[instrument]
  const quantity = (value: bigint): string => formatDecimal(value, known?.quantityScale ?? 0)
  const view = ({ kind, lots: approved, reason }: Verdict) => ({
    verdict: VERDICT_NAMES[kind],
    reason: REASON_NAMES[reason],
    approved: quantity(approved),
  })
  return {
    sequence: Number(control.sequence(0)),
    time: formatMicros(Number(control.now(0) / 1000n)),
    portfolio: names.scopes[portfolio],
    instrument: known?.symbol ?? `#${instrument}`,
    requested: quantity(lots),
    recorded: view(before),
    changed: view(after),
  }
}
