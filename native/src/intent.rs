//! An order before the gate.

use crate::image::Desk;

pub const MARKET_ORDER: i32 = 0;
pub const LIMIT_ORDER: i32 = 1;
pub const STOP_ORDER: i32 = 2;
pub const STOP_LIMIT_ORDER: i32 = 3;

pub const GTC: i32 = 0;
pub const DAY: i32 = 1;
pub const IOC: i32 = 2;
pub const FOK: i32 = 3;

pub const POST_ONLY: i32 = 1;
pub const REDUCE_ONLY: i32 = 2;
pub const TRIGGERED: i32 = 4;
/// An amend of the order waits for its answer.
pub const AMENDING: i32 = 32;
/// The venue could match the order, but no record is free for the report of its fill; an alert has said so.
pub const UNREPORTABLE: i32 = 64;
/// The instrument was split since the order was sent; an external venue has still to end it.
pub const SPLIT_SINCE: i32 = 128;
/// Set on flatten intents by `flatten --at-any-price`.
pub const ANY_PRICE: i32 = 16;

/// What is asked of the gate.
#[derive(Clone, Copy)]
pub struct Intent {
    pub portfolio: i32,
    /// Of a ready order it may be none that is configured.
    pub instrument: u32,
    /// Signed, not 0.
    pub lots: i64,
    pub kind: i32,
    pub time_in_force: i32,
    pub flags: i32,
    /// Price units, 0 = none.
    pub price: i64,
    pub stop: i64,
    pub decision: i64,
    pub reason: i32,
    /// A ready order is refused where a target would be reduced.
    pub ready: bool,
    /// Client's own id of a ready order, 0 = the desk gives one.
    pub client_id: i64,
    /// A flatten passes halted trading and, at any price, an old mark.
    pub flatten: bool,
    pub target: i64,
    /// Lots that an amend adds to; 0 of a new order. They count where an order alone is limited.
    pub standing: i64,
}

/// The order seen along its own side: for a sell everything is mirrored, so that `high` is always the worst case the
/// order adds to.
#[derive(Clone, Copy)]
pub struct Side {
    pub buy: bool,
    /// Quantity, > 0.
    pub quantity: i64,
    /// Position if every open order of this side fills.
    pub high: i64,
    /// max(|high|, |position if every open order of the other side fills|).
    pub worst: i64,
    /// Part of the quantity that reduces even if every open order fills.
    pub reducing: i64,
}

impl Desk<'_> {
    #[inline(always)]
    pub fn side_of(&self, portfolio: i32, instrument: i32, lots: i64) -> Side {
        let position = &self.position[self.position_at(portfolio, instrument)];
        let (held, buys, sells) = (position.lots.get(), position.open_buys.get(), position.open_sells.get());
        let buy = lots > 0;
        let (high, low) = if buy { (held + buys, held - sells) } else { (sells - held, -held - buys) };
        let quantity = lots.abs();
        Side { buy, quantity, high, worst: high.abs().max(low.abs()), reducing: quantity.min(0.max(-high)) }
    }
}
