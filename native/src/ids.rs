//! Rings of the ids seen last, found by hash chains: client order ids, and executions reported.

use std::cell::Cell;

use crate::image::Desk;
use crate::records::{ClientId, Execution};
use crate::table::Table;

const GOLDEN_RATIO: u64 = 0x9e37_79b9_7f4a_7c15;

/// Chain of an id: Fibonacci hashing, the upper half of the product scaled to the number of chains.
pub fn chain_of(id: i64, chains: i32) -> i32 {
    let upper = (id as u64).wrapping_mul(GOLDEN_RATIO) >> 32;
    ((upper * chains as u64) >> 32) as i32
}

/// An entry of a ring.
pub trait Entry {
    fn id(&self) -> &Cell<i64>;
    fn next(&self) -> &Cell<i32>;
    /// Head of the chain whose number the entry has.
    fn bucket(&self) -> &Cell<i32>;
}

macro_rules! entry {
    ($record:ty) => {
        impl Entry for $record {
            fn id(&self) -> &Cell<i64> {
                &self.id
            }
            fn next(&self) -> &Cell<i32> {
                &self.next
            }
            fn bucket(&self) -> &Cell<i32> {
                &self.bucket
            }
        }
    };
}
entry!(ClientId);
entry!(Execution);

/// A ring and how many ids it has taken.
pub struct Ring<'d, 'm, E> {
    entries: &'d Table<'m, E>,
    capacity: i32,
    count: &'d Cell<i32>,
}

/// Whether an id is among those remembered.
pub fn knows<E: Entry>(ring: &Ring<'_, '_, E>, id: i64) -> bool {
    if ring.capacity == 0 {
        return false;
    }
    let mut at = ring.entries[chain_of(id, ring.capacity)].bucket().get();
    while at >= 0 && ring.entries[at].id().get() != id {
        at = ring.entries[at].next().get();
    }
    at >= 0
}

/// Remembers an id, forgetting the oldest when the ring is full.
pub fn remember<E: Entry>(ring: &Ring<'_, '_, E>, id: i64) {
    let Ring { entries, capacity, count } = *ring;
    if capacity == 0 {
        return count.set(0);
    }
    let at = count.get() % capacity;
    if count.get() >= capacity {
        let mut link = entries[chain_of(entries[at].id().get(), capacity)].bucket();
        while link.get() != at {
            link = entries[link.get()].next();
        }
        link.set(entries[at].next().get());
    }
    let head = entries[chain_of(id, capacity)].bucket();
    entries[at].id().set(id);
    entries[at].next().set(head.get());
    head.set(at);
    let next = count.get() as i64 + 1;
    let wrapped = if next >= 2 * capacity as i64 { capacity as i64 + next % capacity as i64 } else { next };
    count.set(wrapped as i32);
}

impl<'m> Desk<'m> {
    pub fn client_ids(&self) -> Ring<'_, 'm, ClientId> {
        let control = self.control;
        Ring { entries: &self.client_id, capacity: control.id_capacity.get(), count: &control.id_count }
    }

    pub fn executions(&self) -> Ring<'_, 'm, Execution> {
        let control = self.control;
        Ring { entries: &self.execution, capacity: control.id_capacity.get(), count: &control.execution_count }
    }
}
