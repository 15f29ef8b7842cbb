//! How many lots a standing target stands for.

use crate::faults;
use crate::image::{Desk, Place};
use crate::money::{LOTS_MAX, MONEY_MAX, PPM, share};

const FIXED_LOTS: i32 = 0;
const FIXED_FRACTION: i32 = 1;
const VOLATILITY_TARGET: i32 = 2;
const FRACTIONAL_KELLY: i32 = 3;
const POLICY_LOTS: i32 = 1;
const POLICY_MONEY: i32 = 2;
const WIDE_PPM: i128 = PPM as i128;

impl Desk<'_> {
    /// Fraction of equity, in ppm, that a standing target stands for; all divisions towards zero.
    /// - fixed fraction: fraction × target
    /// - volatility target: min(most, wanted ÷ volatility) × target; nothing while the volatility is unknown
    /// - fractional Kelly: min(most, kelly × |edge| ÷ volatility²), with the target's sign; nothing where edge and target
    ///   disagree. Source: Kelly 1956; Thorp 2006, f* = (μ − r) ÷ σ².
    pub fn fraction_ppm(&self, portfolio: i32, target: i64, volatility: i64, edge: i64) -> i128 {
        let scope = &self.scope[portfolio];
        let most = scope.max_fraction_ppm.get() as i128;
        match scope.sizing.get() {
            FIXED_FRACTION => scope.fraction_ppm.get() as i128 * target as i128 / WIDE_PPM,
            VOLATILITY_TARGET if volatility > 0 => {
                let wanted = scope.volatility_target_ppm.get() as i128 * WIDE_PPM / volatility as i128;
                most.min(wanted) * target as i128 / WIDE_PPM
            }
            FRACTIONAL_KELLY if volatility > 0 && target != 0 && (edge > 0) == (target > 0) => {
                let kelly = (scope.kelly_ppm.get() as i128 * edge.abs() as i128).saturating_mul(WIDE_PPM);
                let full = most.min(kelly / (volatility as i128 * volatility as i128));
                if target > 0 { full } else { -full }
            }
            VOLATILITY_TARGET | FRACTIONAL_KELLY => 0,
            method => {
                self.fail(faults::SIZING_UNKNOWN, method as i64);
                0
            }
        }
    }

    /// Lots that a policy's answer stands for: lots, money at the mark, or ppm of equity.
    fn policy_lots(&self, place: Place) -> i64 {
        let position = &self.position[place.index];
        let value = position.policy_value.get();
        let amount = match position.policy_kind.get() {
            POLICY_LOTS => return value,
            POLICY_MONEY => value.abs(),
            _ => share(self.scope[place.portfolio].equity.get(), value.abs()),
        };
        let worth = self.lots_worth(place.portfolio, place.instrument, amount);
        if value < 0 { -worth } else { worth }
    }

    /// Signed lots a standing target stands for now, a multiple of the lot step, rounded towards zero.
    pub fn target_lots(&self, place: Place) -> i64 {
        let position = &self.position[place.index];
        let scope = &self.scope[place.portfolio];
        let record = &self.instrument[place.instrument];
        let target = position.target_ppm.get();
        let lots = if position.policy_kind.get() != 0 {
            self.policy_lots(place)
        } else if scope.sizing.get() == FIXED_LOTS {
            let wide = position.fixed_lots.get() as i128 * target as i128 / WIDE_PPM;
            wide.clamp(-LOTS_MAX as i128, LOTS_MAX as i128) as i64
        } else {
            let equity = scope.equity.get();
            if equity <= 0 {
                return 0;
            }
            let volatility = position.target_volatility_ppm.get();
            let fraction = self.fraction_ppm(place.portfolio, target, volatility, position.target_edge_ppm.get());
            let worth = self.lots_worth(place.portfolio, place.instrument, wide_share(equity, fraction.abs()));
            if fraction < 0 { -worth } else { worth }
        };
        lots - lots % record.lot_step.get()
    }
}

/// `share` of a fraction that may be beyond 64 bits.
fn wide_share(equity: i64, ppm: i128) -> i64 {
    match i64::try_from(ppm) {
        Ok(ppm) => share(equity, ppm),
        Err(_) => {
            (equity as i128).checked_mul(ppm).map_or(MONEY_MAX, |wide| (wide / WIDE_PPM).min(MONEY_MAX as i128) as i64)
        }
    }
}
