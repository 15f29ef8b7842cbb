import type { Image } from '../../kernels/image.ts'
import type { Examined } from '../../kernels/reference/examine.ts'
import type { Violation } from '../../kernels/reference/intent.ts'
import { formatDecimal } from '../../model/decimal.ts'
import type { Decimal } from '../../model/decimal.ts'
import { CHECKS, Reason } from '../../model/reasons.generated.ts'
import { IN_OWN_CURRENCY, reasonName } from '../../operators/projection.ts'
import { inUnit, unitOf } from '../../operators/risk/check-units.ts'
import type { CheckUnit } from '../../operators/risk/check-units.ts'
import type { CheckView } from './explanation.ts'

/** Where a check stands in the gate; the budget of the instant comes before all of them. */
const ORDER: ReadonlyMap<number, number> = new Map([
  [Reason.BUDGET_SCALED, -1],
  ...CHECKS.map(({ id }, at): [number, number] => [id, at]),
])

/** All checks of an intent for people and programs, in the order of the gate. */
export function checkViews(image: Image, instrument: number, all: readonly Examined[]): CheckView[] {
  return [...all]
    .sort((a, b) => (ORDER.get(a.check) ?? 0) - (ORDER.get(b.check) ?? 0) || a.scope - b.scope || a.subject - b.subject)
    .map((one) => {
      const unit = unitOf(one.check)
      // What is so or not has no measure: 1 of 0 where it is.
      const isFlag = unit === 'none' && !one.violated
      const print = (value: bigint): Decimal => printCheck(image, instrument, one, unit, isFlag ? 0n : value)
      return {
        check: reasonName(one.check),
        status: one.violated ? 'violated' : 'passed',
        reached: one.reached,
        scope: image.names.scopes[one.scope] ?? `#${one.scope}`,
        subject: image.names.groups[one.subject] ?? null,
        unit,
        value: print(one.value),
        limit: print(one.limit),
        headroom: print(one.headroom),
      }
    })
}

/** Codes of the gate's checks that are not among those given. */
export function notAsked(all: readonly Violation[]): string[] {
  const asked = new Set(all.map(({ check }) => check))
  return CHECKS.filter(({ id }) => !asked.has(id)).map(({ code }) => code)
}

function printCheck(
  image: Image,
  instrument: number,
  { check, scope }: Violation,
  unit: CheckUnit,
  value: bigint,
): Decimal {
  const { names } = image
  const known = names.universe.instruments[instrument]
  const currency =
    IN_OWN_CURRENCY.has(check) && known !== undefined
      ? image.instrument.currency(instrument)
      : image.scope.currency(scope)
  return inUnit(
    {
      money: (amount) => formatDecimal(amount, names.moneyScales[currency]),
      quantity: (lots) => formatDecimal(lots, known?.quantityScale ?? 0),
      price: (units) => formatDecimal(units, known?.priceScale ?? 0),
    },
    unit,
    value,
  )
}
