//! The gate of amends, which judges what they add. Fewer lots at the same price or a better one pass whatever the limits
//! are, if they are of the right form; what asks for more lots or a worse price is judged as an order of what it adds.

use crate::image::Desk;
use crate::intent::Intent;
use crate::money::odd_lots;
use crate::orders::CANCEL_PENDING;
use crate::reasons;
use crate::records::Order;

/// What an order is to become: the whole of its lots, > 0, and its limit in price units.
#[derive(Clone, Copy)]
pub struct Terms {
    pub lots: i64,
    pub price: i64,
}

/// What the gate says of an amend that passes.
pub struct AmendVerdict {
    /// Cash that the order reserves under its new terms.
    pub reserved: i64,
    /// The order increases under its new terms, were the others of its side filled.
    pub increases: bool,
    /// It asks for more or a worse price, and so takes from the rate of orders.
    pub counts: bool,
}

impl Desk<'_> {
    /// Judges new terms of an order; violated checks are listed, and the reason of a refusal told.
    pub fn gate_amend(&self, order: &Order, terms: &Terms) -> Result<AmendVerdict, i32> {
        self.check_form(order, terms);
        self.unless_violated()?;
        let (portfolio, instrument) = (order.portfolio.get(), order.instrument.get());
        let buy = order.is_buy();
        let grows = terms.lots > order.lots.get();
        let price = order.price.get();
        let worse = if buy { terms.price > price } else { terms.price < price };
        let open = 0.max(terms.lots - order.booked.get());
        let reducing = open.min(0.max(-self.high_without(order)));
        let increases = open > reducing;
        let reserved = self.reservation(instrument, buy, open - reducing, order.r#type.get(), terms.price);
        if !grows && !worse {
            return Ok(AmendVerdict { reserved: reserved.min(order.reserved.get()), increases, counts: false });
        }
        let whole = intent_of(order, terms);
        if self.instrument[instrument].tradable.get() == 0 {
            self.flag(reasons::INSTRUMENT_NOT_TRADABLE, portfolio, 1, 0);
        }
        let own = if worse { self.own_order_met(&whole) } else { 0 };
        if own > 0 {
            self.flag(reasons::SELF_TRADE, portfolio, own, terms.price);
        }
        self.unless_violated()?;
        let standing = order.lots.get();
        let more = Intent { lots: whole.lots - standing * order.side.get() as i64, standing, ..whole };
        let side = self.side_of(portfolio, instrument, more.lots);
        if grows && !self.sums_would_fit(&more, &side) {
            return Err(reasons::MONEY_OVERFLOW);
        }
        if self.check_state(&whole, increases) {
            self.unless_violated()?;
        }
        self.check_market(&whole, !increases);
        if increases {
            self.check_equity(&whole);
            if self.position[self.position_at(portfolio, instrument)].restricted.get() == 1 {
                self.flag(reasons::RESTRICTED, portfolio, 1, 0);
            }
        }
        self.check_order_rate(portfolio, !increases);
        if increases && self.violation_count.get() == 0 {
            let increase = if grows { side.quantity - side.reducing } else { 0 };
            self.check_position_caps(&more, &side, increase);
            let need = reserved - order.reserved.get();
            let free = self.free_cash(portfolio, self.instrument[instrument].currency.get());
            if need > 0 && need > free {
                self.violate(reasons::CASH_INSUFFICIENT, portfolio, need, free, free, -1);
            }
            self.check_risk(&more, &side, increase);
        }
        self.unless_violated()?;
        Ok(AmendVerdict { reserved, increases, counts: true })
    }

    /// The check violated first, where one is.
    fn unless_violated(&self) -> Result<(), i32> {
        if self.violation_count.get() > 0 { Err(self.violation[0].check.get()) } else { Ok(()) }
    }

    /// What applies to every amend: that one is possible now, and what the venue would not even read.
    fn check_form(&self, order: &Order, terms: &Terms) {
        let (portfolio, instrument) = (order.portfolio.get(), order.instrument.get());
        if order.state.get() == CANCEL_PENDING || order.is_amending() {
            self.flag(reasons::ORDER_PENDING, portfolio, 1, 0);
        }
        if self.timers_short() {
            let capacity = self.control.order_capacity.get() as i64;
            self.flag(reasons::ORDER_CAPACITY, portfolio, capacity + 1, capacity);
        }
        let (price, lots) = (terms.price, terms.lots);
        if price != order.price.get() {
            let off = odd_lots(price, self.tick_at(instrument, price));
            if off != 0 {
                self.flag(reasons::PRICE_OFF_TICK, portfolio, price, price - off);
            }
        }
        if lots != order.lots.get() {
            let off = odd_lots(lots, self.instrument[instrument].lot_step.get());
            if off != 0 {
                self.flag(reasons::QUANTITY_OFF_LOT, portfolio, lots, lots - off);
            }
        }
    }

    /// Position along the order's side, if every open order of this side but the order itself fills.
    fn high_without(&self, order: &Order) -> i64 {
        let position = &self.position[self.position_at(order.portfolio.get(), order.instrument.get())];
        let own = order.lots.get() - order.booked.get();
        let held = position.lots.get();
        match order.is_buy() {
            true => held + position.open_buys.get() - own,
            false => position.open_sells.get() - held - own,
        }
    }
}

/// The order as it would be, as an intent.
fn intent_of(order: &Order, terms: &Terms) -> Intent {
    Intent {
        portfolio: order.portfolio.get(),
        instrument: order.instrument.get() as u32,
        lots: terms.lots * order.side.get() as i64,
        kind: order.r#type.get(),
        time_in_force: order.time_in_force.get(),
        flags: order.flags.get(),
        price: terms.price,
        stop: order.stop.get(),
        decision: order.decision.get(),
        reason: reasons::COMMANDED,
        ready: true,
        client_id: 0,
        flatten: false,
        target: 0,
        standing: 0,
    }
}
