//! A small state image in memory of the test's own, laid out as the image builder does.

use millrace_native::image::Desk;
use millrace_native::layout::{FRAME_CAPACITY, FRAME_HEADER_BYTES, ROW_BYTES};
use millrace_native::records::*;

pub const INSTRUMENTS: i32 = 2;
pub const PORTFOLIOS: i32 = 2;
/// The two portfolios and the group they are in.
pub const SCOPES: i32 = 3;
pub const GROUPS: i32 = 2;
pub const ORDERS: i32 = 8;
const TIMERS: i32 = 64;
const OUTCOME_ROWS: usize = 256;

/// The memory behind a desk.
pub struct Image {
    words: Vec<u64>,
    used: usize,
    control: usize,
    outcome: usize,
}

impl Image {
    pub fn new() -> Self {
        let mut image = Self { words: vec![0; 16_384], used: 1_024, control: 0, outcome: 0 };
        image.control = image.take(size_of::<Control>());
        let positions = (INSTRUMENTS * PORTFOLIOS) as usize;
        let (instruments, scopes, orders) = (INSTRUMENTS as usize, SCOPES as usize, ORDERS as usize);
        let at = [
            image.take(size_of::<Instrument>() * instruments),
            image.take(size_of::<Tick>() * instruments),
            image.take(size_of::<Scope>() * scopes),
            image.take(size_of::<Changed>()),
            image.take(size_of::<Ledger>() * PORTFOLIOS as usize),
            image.take(size_of::<Position>() * positions),
            image.take(size_of::<Exposure>() * scopes * GROUPS as usize),
            image.take(size_of::<Concentrate>() * instruments),
            image.take(size_of::<Order>() * orders),
            image.take(size_of::<Timer>() * TIMERS as usize),
            image.take(size_of::<Report>() * orders),
            image.take(size_of::<OrderBucket>() * orders),
            image.take(size_of::<Group>() * GROUPS as usize),
            image.take(size_of::<Violation>() * 128),
        ]
        .map(|at| at as i32);
        image.outcome = image.take(FRAME_HEADER_BYTES + OUTCOME_ROWS * ROW_BYTES);
        image.words[(image.outcome + FRAME_CAPACITY) / 8] = OUTCOME_ROWS as u64;
        let control = image.control();
        let fields = [
            &control.instrument_at,
            &control.tick_at,
            &control.scope_at,
            &control.changed_at,
            &control.ledger_at,
            &control.position_at,
            &control.exposure_at,
            &control.concentrate_at,
            &control.order_at,
            &control.timer_at,
            &control.report_at,
            &control.order_bucket_at,
            &control.group_at,
            &control.violation_at,
        ];
        for (field, offset) in fields.into_iter().zip(at) {
            field.set(offset);
        }
        image.count(control);
        image
    }

    fn count(&self, control: &Control) {
        control.instruments.set(INSTRUMENTS);
        control.portfolios.set(PORTFOLIOS);
        control.scopes.set(SCOPES);
        control.currencies.set(1);
        control.groups.set(GROUPS);
        control.order_capacity.set(ORDERS);
        control.timer_capacity.set(TIMERS);
        control.free_order.set(-1);
        control.first_touched.set(-1);
    }

    fn take(&mut self, bytes: usize) -> usize {
        let at = self.used;
        self.used += bytes.next_multiple_of(64);
        assert!(self.used <= self.words.len() * 8, "{} bytes are too few", self.words.len() * 8);
        at
    }

    fn control(&self) -> &Control {
        // SAFETY: the control record lies where `new` put it.
        unsafe { &*self.words.as_ptr().cast::<u8>().add(self.control).cast() }
    }

    /// A desk over the image.
    pub fn desk(&mut self) -> Desk<'_> {
        let memory = self.words.as_mut_ptr().cast::<u8>();
        // SAFETY: the call block is at 0, and everything it names was laid out by `new`.
        unsafe {
            let call = &*memory.cast::<Call>();
            call.image.set(self.control as i32);
            call.outcome.set(self.outcome as i32);
            Desk::new(memory, call)
        }
    }
}
