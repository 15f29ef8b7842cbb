//! The caps: those that an increase would violate, tested one by one. Each is monotone in the increase, volatility
//! excepted, which is answered yes or no.

use crate::image::Desk;
use crate::intent::{Intent, Side};
use crate::money::{NONE, PPM, above_share, share};
use crate::reasons;

/// Weights beyond this many ppm of equity count as this many: the sums stay within 128 bits.
const WEIGHT_MAX: i128 = 1 << 31;

/// What an order adds to its worst case: lots, the exposure reached, what of it is added, and the margin that takes.
struct Growth {
    before: i64,
    lots: i64,
    reached: i64,
    added: i64,
    margin: i64,
}

impl Desk<'_> {
    /// Lists every cap that would be violated if `increase` lots, beyond those that reduce, were added.
    #[inline(always)]
    pub fn check_caps(&self, intent: &Intent, side: &Side, increase: i64) {
        if increase <= 0 {
            return;
        }
        self.check_position_caps(intent, side, increase);
        let need = self.reservation(intent.instrument as i32, side.buy, increase, intent.kind, intent.price);
        if need > 0 {
            let currency = self.instrument[intent.instrument as i32].currency.get();
            let free = self.free_cash(intent.portfolio, currency);
            self.cap(reasons::CASH_INSUFFICIENT, intent.portfolio, need, free, 0, -1);
        }
    }

    /// The same without cash: the caps on lots and exposure.
    #[inline(always)]
    pub fn check_position_caps(&self, intent: &Intent, side: &Side, increase: i64) {
        if increase <= 0 {
            return;
        }
        let instrument = intent.instrument as i32;
        let quantity = side.reducing + increase;
        let notional = self.worth(intent.portfolio, instrument, quantity);
        self.check_lots(intent, side, quantity, notional);
        let growth = self.growth(intent.portfolio, instrument, side.worst, (side.high + quantity).abs());
        for (at, scope) in self.chain(intent.portfolio) {
            if let Some(growth) = &growth {
                self.check_growth(at, instrument, growth);
            }
            let limit = scope.net_max.get();
            if limit != NONE {
                let before = self.net_before(at, side);
                self.cap(reasons::NET_MAX, at, before + notional, limit, before, -1);
            }
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
        limited(reasons::QUANTITY_ABOVE_MAX, quantity + intent.standing, record.max_lots.get(), 0);
        limited(reasons::POSITION_MAX, reached, lots_max, side.high);
        let uncovered = side.high.max(0);
        if !side.buy && record.borrow_lots.get() != NONE && reached > uncovered {
            let used = record.short_worst.get();
            limited(reasons::BORROW_UNAVAILABLE, used + reached - uncovered, record.borrow_lots.get(), used);
        }
        let (mut own, mut whole) = (notional, notional);
        if intent.standing != 0 || self.control.currencies.get() != 1 {
            own = self.exposure_of(instrument, quantity + intent.standing);
            whole = self.exposure_in(portfolio, instrument, own);
        }
        limited(reasons::NOTIONAL_ABOVE_MAX, own, record.max_notional.get(), 0);
        limited(reasons::ORDER_NOTIONAL_MAX, whole, scope.order_notional_max.get(), 0);
    }

    /// What a worst case that grows from `before` to `worst` lots adds; none where it does not grow.
    #[inline(always)]
    fn growth(&self, at: i32, instrument: i32, before: i64, worst: i64) -> Option<Growth> {
        if worst <= before {
            return None;
        }
        let record = &self.instrument[instrument];
        let rate = record.initial_margin_ppm.get();
        let (left, reached) = (self.worth(at, instrument, before), self.worth(at, instrument, worst));
        let margin = match rate {
            0 => 0,
            _ => record.margin_of(reached, rate) - record.margin_of(left, rate),
        };
        Some(Growth { before, lots: worst - before, reached, added: reached - left, margin })
    }

    /// Caps of a portfolio, or a group of portfolios, on the worst case that grows.
    #[inline(always)]
    fn check_growth(&self, at: i32, instrument: i32, growth: &Growth) {
        let scope = &self.scope[at];
        let equity = scope.equity.get();
        let concentration = scope.concentration_ppm.get();
        if concentration != NONE {
            let (taken, value) = match self.concentrate_of(at, instrument) {
                None => (growth.before, growth.reached),
                Some(cell) => (cell.worst.get(), self.worth(at, instrument, cell.worst.get() + growth.lots)),
            };
            if above_share(value, equity, concentration) {
                let used = self.worth(at, instrument, taken);
                self.cap(reasons::CONCENTRATION_MAX, at, value, share(equity, concentration), used, -1);
            }
        }
        let added = growth.added;
        let used = scope.gross.get() + scope.worst_extra.get();
        if scope.gross_max.get() != NONE {
            self.cap(reasons::GROSS_MAX, at, used + added, scope.gross_max.get(), used, -1);
        }
        if growth.margin > 0 {
            let taken = scope.initial_margin.get();
            self.cap(reasons::MARGIN_INSUFFICIENT, at, taken + growth.margin, equity.max(0), taken, -1);
        }
        if scope.leverage_ppm.get() != NONE {
            self.share_cap(reasons::LEVERAGE_MAX, at, used + added, scope.leverage_ppm.get(), used, -1);
        }
        for (group, cell) in self.cells(at, instrument) {
            if cell.limit_ppm.get() == NONE {
                continue;
            }
            let taken = cell.gross.get() + cell.worst_extra.get();
            if above_share(taken + added, equity, cell.limit_ppm.get()) {
                let check = self.group[group].check.get();
                self.share_cap(check, at, taken + added, cell.limit_ppm.get(), taken, group);
            }
        }
    }

    /// Volatility of the portfolio's profit if `increase` were added: √(wᵀΣw), w in ppm of equity rounded away from
    /// zero; and the value at risk that is a multiple of it. Not monotone, because a hedge lowers them: listed and true
    /// where one is above its limit.
    pub fn check_risk(&self, intent: &Intent, side: &Side, increase: i64) -> bool {
        let (portfolio, instrument) = (intent.portfolio, intent.instrument as i32);
        let scope = &self.scope[portfolio];
        let equity = scope.equity.get();
        if scope.covariance.get() < 0 || increase <= 0 || equity <= 0 {
            return false;
        }
        let start = scope.covariance.get() * self.instruments * self.instruments;
        for other in 0..self.instruments {
            let position = &self.position[self.position_at(portfolio, other)];
            let worst = position.worst_lots();
            let lots = if position.lots.get() < 0 { -worst } else { worst };
            self.weight[other].value.set(self.weight_of(portfolio, other, lots, equity));
        }
        let deviation = |lots: i64| {
            let weight = self.weight_of(portfolio, instrument, if side.buy { lots } else { -lots }, equity);
            self.weight[instrument].value.set(weight);
            root_up(self.quadratic(start))
        };
        let value = deviation(side.high + side.reducing + increase);
        // The root is in ppm × 1e-6; a ppm begun counts as one.
        let ppm = PPM as i128;
        let volatility = |root: i128| ceil(root, ppm);
        let at_risk = |root: i128| ceil(root * scope.quantile_ppm.get() as i128, ppm * ppm);
        let (limit, risk_limit) = (scope.volatility_ppm.get(), scope.value_at_risk_ppm.get());
        let volatile = volatility(value) > limit;
        let risky = risk_limit != NONE && at_risk(value) > risk_limit;
        let together = self.tied(start, instrument);
        let correlated_limit = scope.correlated_ppm.get();
        let correlated = correlated_limit != NONE && together > correlated_limit;
        if volatile || risky || correlated {
            let used = deviation(side.high);
            if volatile {
                let left = limit - volatility(used);
                self.violate(reasons::VOLATILITY_MAX, portfolio, volatility(value), limit, left, -1);
            }
            if risky {
                let left = risk_limit - at_risk(used);
                self.violate(reasons::VALUE_AT_RISK_MAX, portfolio, at_risk(value), risk_limit, left, -1);
            }
            if correlated {
                let left = correlated_limit - self.tied(start, instrument);
                self.violate(reasons::CORRELATION_MAX, portfolio, together, correlated_limit, left, -1);
            }
        }
        volatile || risky || correlated
    }

    /// The weight of an instrument and of those correlated with it, each with the sign of its correlation.
    fn tied(&self, start: i32, instrument: i32) -> i64 {
        let line = start + instrument * self.instruments;
        let of = |other| self.weight[other].value.get() * self.covariance[line + other].tie.get();
        (0..self.instruments).map(of).sum::<i64>().abs()
    }

    fn weight_of(&self, at: i32, instrument: i32, lots: i64, equity: i64) -> i64 {
        let exposure = self.worth(at, instrument, lots) as i128;
        let weight = ((exposure * PPM as i128 + equity as i128 - 1) / equity as i128).min(WEIGHT_MAX) as i64;
        if lots < 0 { -weight } else { weight }
    }

    /// wᵀΣw, w in ppm and Σ in 1e-12: its root is in ppm × 1e-6.
    fn quadratic(&self, start: i32) -> i128 {
        let mut sum = 0;
        for row in 0..self.instruments {
            let weight = self.weight[row].value.get();
            if weight == 0 {
                continue;
            }
            let line = start + row * self.instruments;
            for column in 0..self.instruments {
                let product = weight * self.weight[column].value.get();
                sum += product as i128 * self.covariance[line + column].value.get() as i128;
            }
        }
        sum
    }
}

/// Integer square root, rounded down; 0 of what is negative.
pub fn root(value: i128) -> i128 {
    value.max(0).isqrt()
}

/// The same, rounded up.
fn root_up(value: i128) -> i128 {
    let down = root(value);
    if down * down < value { down + 1 } else { down }
}

/// Quotient of what is not negative, rounded up.
fn ceil(value: i128, divisor: i128) -> i64 {
    ((value + divisor - 1) / divisor) as i64
}
