//! The caps: those that an increase would violate, tested one by one. Each is monotone in the increase, volatility
//! excepted, which is answered yes or no.

use crate::image::Desk;
use crate::intent::{Intent, Side};
use crate::money::{NONE, PPM, above_share, share};
use crate::reasons;

/// Weights beyond this many ppm of equity count as this many: the sums stay within 128 bits.
const WEIGHT_MAX: i128 = 1 << 31;

impl Desk<'_> {
    /// Lists every cap that would be violated if `increase` lots, beyond those that reduce, were added.
    #[inline(always)]
    pub fn check_caps(&self, intent: &Intent, side: &Side, increase: i64) {
        if increase <= 0 {
            return;
        }
        let instrument = intent.instrument as i32;
        let quantity = side.reducing + increase;
        let notional = self.exposure_of(instrument, quantity);
        self.check_lots(intent, side, quantity, notional);
        let worst = (side.high + quantity).abs().max(side.worst);
        let added = match worst > side.worst {
            true => Some(self.exposure_of(instrument, worst) - self.exposure_of(instrument, side.worst)),
            false => None,
        };
        for (at, scope) in self.chain(intent.portfolio) {
            if let Some(added) = added {
                self.check_exposures(at, instrument, side.worst, worst, added);
            }
            let limit = scope.net_max.get();
            if limit != NONE {
                let before = self.net_before(at, side);
                self.cap(reasons::NET_MAX, at, before + notional, limit, before, -1);
            }
        }
        let need = self.reservation(instrument, side.buy, increase, intent.kind, intent.price);
        if need > 0 {
            let free = self.free_cash(intent.portfolio);
            self.cap(reasons::CASH_INSUFFICIENT, intent.portfolio, need, free, 0, -1);
        }
    }

    /// Lists a cap where the value is above the limit; the headroom is what was left of it before the order.
    #[inline(always)]
    fn cap(&self, check: i32, scope: i32, value: i64, limit: i64, used: i64, subject: i32) {
        if value > limit {
            self.violate(check, scope, value, limit, limit.wrapping_sub(used), subject);
        }
    }

    /// A cap that is a share of the scope's equity: divided only where it is violated.
    #[inline(always)]
    fn share_cap(&self, check: i32, scope: i32, value: i64, ppm: i64, used: i64, subject: i32) {
        let equity = self.scope[scope].equity.get();
        if above_share(value, equity, ppm) {
            self.cap(check, scope, value, share(equity, ppm), used, subject);
        }
    }

    /// Net exposure on the order's side, every open order of that side filled.
    #[inline(always)]
    pub fn net_before(&self, at: i32, side: &Side) -> i64 {
        let scope = &self.scope[at];
        match side.buy {
            true => scope.net.get() + scope.buy_extra.get(),
            false => scope.sell_extra.get() - scope.net.get(),
        }
    }

    #[inline(always)]
    fn check_lots(&self, intent: &Intent, side: &Side, quantity: i64, notional: i64) {
        let (portfolio, instrument) = (intent.portfolio, intent.instrument as i32);
        let (scope, record) = (&self.scope[portfolio], &self.instrument[instrument]);
        let reached = side.high + quantity;
        if !side.buy && scope.allow_short.get() == 0 {
            self.cap(reasons::SHORT_NOT_ALLOWED, portfolio, reached, 0, side.high, -1);
        }
        let limited = |check, value, limit, used| {
            if limit != NONE {
                self.cap(check, portfolio, value, limit, used, -1);
            }
        };
        let lots_max = self.position[self.position_at(portfolio, instrument)].lots_max.get();
        limited(reasons::QUANTITY_ABOVE_MAX, quantity, record.max_lots.get(), 0);
        limited(reasons::POSITION_MAX, reached, lots_max, side.high);
        limited(reasons::NOTIONAL_ABOVE_MAX, notional, record.max_notional.get(), 0);
        limited(reasons::ORDER_NOTIONAL_MAX, notional, scope.order_notional_max.get(), 0);
    }

    /// Caps on exposure, where the worst case grows from `before` to `worst` lots, worth `added`.
    #[inline(always)]
    fn check_exposures(&self, at: i32, instrument: i32, before: i64, worst: i64, added: i64) {
        let scope = &self.scope[at];
        let equity = scope.equity.get();
        let concentration = scope.concentration_ppm.get();
        if concentration != NONE {
            let taken = self.concentrate_of(at, instrument).map_or(before, |cell| cell.worst.get());
            let value = self.exposure_of(instrument, taken + worst - before);
            if above_share(value, equity, concentration) {
                let used = self.exposure_of(instrument, taken);
                self.cap(reasons::CONCENTRATION_MAX, at, value, share(equity, concentration), used, -1);
            }
        }
        let used = scope.gross.get() + scope.worst_extra.get();
        if scope.gross_max.get() != NONE {
            self.cap(reasons::GROSS_MAX, at, used + added, scope.gross_max.get(), used, -1);
        }
        if scope.leverage_ppm.get() != NONE {
            self.share_cap(reasons::LEVERAGE_MAX, at, used + added, scope.leverage_ppm.get(), used, -1);
        }
        for (group, cell) in self.cells(at, instrument) {
            if cell.limit_ppm.get() == NONE {
                continue;
            }
            let sector = self.group[group].sector.get() == 1;
            let check = if sector { reasons::SECTOR_MAX } else { reasons::GROUP_MAX };
            let taken = cell.gross.get() + cell.worst_extra.get();
            self.share_cap(check, at, taken + added, cell.limit_ppm.get(), taken, group);
        }
    }

    /// Volatility of the portfolio's profit if `increase` were added: √(wᵀΣw), w in ppm of equity rounded away from
    /// zero. Not monotone, because a hedge lowers it: listed and true where it is above its limit.
    pub fn check_volatility(&self, intent: &Intent, side: &Side, increase: i64) -> bool {
        let (portfolio, instrument) = (intent.portfolio, intent.instrument as i32);
        let scope = &self.scope[portfolio];
        let (limit, equity) = (scope.volatility_ppm.get(), scope.equity.get());
        if limit == NONE || increase <= 0 || equity <= 0 {
            return false;
        }
        let start = scope.covariance.get() * self.instruments * self.instruments;
        let mut weights = self.scratch.weights.borrow_mut();
        weights.clear();
        weights.extend((0..self.instruments).map(|other| {
            let position = &self.position[self.position_at(portfolio, other)];
            let worst = position.worst_lots();
            self.weight_of(other, if position.lots.get() < 0 { -worst } else { worst }, equity)
        }));
        let along = |lots: i64| self.weight_of(instrument, if side.buy { lots } else { -lots }, equity);
        weights[instrument as usize] = along(side.high + side.reducing + increase);
        let variance = self.quadratic(start, &weights);
        let most = (limit as i128 * limit as i128).saturating_mul(PPM as i128 * PPM as i128);
        if variance <= most {
            return false;
        }
        weights[instrument as usize] = along(side.high);
        let value = root(variance) / PPM as i128;
        let used = root(self.quadratic(start, &weights)) / PPM as i128;
        self.violate(reasons::VOLATILITY_MAX, portfolio, value as i64, limit, limit - used as i64, -1);
        true
    }

    fn weight_of(&self, instrument: i32, lots: i64, equity: i64) -> i64 {
        let exposure = self.exposure_of(instrument, lots) as i128;
        let weight = ((exposure * PPM as i128 + equity as i128 - 1) / equity as i128).min(WEIGHT_MAX) as i64;
        if lots < 0 { -weight } else { weight }
    }

    /// wᵀΣw, w in ppm and Σ in 1e-12: its root is in ppm × 1e-6.
    fn quadratic(&self, start: i32, weights: &[i64]) -> i128 {
        let mut sum = 0;
        for (row, &weight) in weights.iter().enumerate() {
            if weight == 0 {
                continue;
            }
            let line = start + row as i32 * self.instruments;
            for (column, &other) in weights.iter().enumerate() {
                sum += (weight * other) as i128 * self.covariance[line + column as i32].value.get() as i128;
            }
        }
        sum
    }
}

/// Integer square root, rounded down; 0 of what is negative.
pub fn root(value: i128) -> i128 {
    value.max(0).isqrt()
}
