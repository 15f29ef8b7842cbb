//! Cash that open orders take until they fill.

use crate::image::Desk;
use crate::intent::{MARKET_ORDER, STOP_ORDER};
use crate::money::{PPB, mul_div_up};

impl Desk<'_> {
    /// Price, in half price units and against us, that an order is reserved at: its limit, or the touch plus costs.
    #[inline(always)]
    pub fn reserve_price(&self, instrument: i32, buy: bool, kind: i32, price: i64) -> i64 {
        if kind != MARKET_ORDER && kind != STOP_ORDER {
            return 2 * price;
        }
        let record = &self.instrument[instrument];
        let mark = record.mark.get();
        let touch = if buy { mark.max(2 * record.ask.get()) } else { mark };
        let costs = record.half_spread_ppb.get() + self.control.slippage_ppb.get();
        mul_div_up(touch, PPB + costs, PPB)
    }

    /// Cash that `lots` opened by an order take: price and fee for what is bought outright, the fee alone for contracts
    /// and for short sales (whose proceeds come in).
    #[inline(always)]
    pub fn reservation(&self, instrument: i32, buy: bool, lots: i64, kind: i32, price: i64) -> i64 {
        if lots <= 0 {
            return 0;
        }
        let record = &self.instrument[instrument];
        let amount = record.exposure_at(lots, self.reserve_price(instrument, buy, kind, price));
        let fee = mul_div_up(amount, record.taker_fee_ppb.get(), PPB);
        if record.paid_in_full() && buy { amount.saturating_add(fee) } else { fee }
    }
}
