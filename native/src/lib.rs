//! The desk of Millrace in Rust: the same state image, rows and rules as the reference in TypeScript
//! (`kernels/reference`), equal to the bit. It is bound once to the memory of a Node process and stepped by a call
//! without arguments.

#[path = "faults.generated.rs"]
pub mod faults;
#[path = "layout.generated.rs"]
pub mod layout;
#[path = "reasons.generated.rs"]
pub mod reasons;
#[path = "records.generated.rs"]
pub mod records;

pub mod amend;
pub mod bind;
pub mod changed;
pub mod commands;
pub mod context;
pub mod desk;
pub mod executions;
pub mod exits;
pub mod exposures;
pub mod gate;
pub mod gate_amend;
pub mod gate_caps;
pub mod gate_formula;
pub mod ids;
pub mod image;
pub mod intent;
pub mod intents;
pub mod journal;
pub mod ledger;
pub mod market;
pub mod money;
pub mod orders;
pub mod policy;
pub mod prefetch;
pub mod rates;
pub mod read;
pub mod reserve;
pub mod sizing;
pub mod splits;
pub mod table;
pub mod tape;
pub mod timers;
pub mod valuation;
pub mod venue;
pub mod watch;
