//! Lines of the plainest form to rows: the bulk of a price file. What is taken here comes out as the parsers in TypeScript
//! (`pipeline/read/formats`) have it, to the bit; the first line that is not plain ends a call, and they read that one.
//! So every defect has one author, and its text is theirs.

pub mod columns;
pub mod cursor;
pub mod door;
pub mod entry;
pub mod kept;
pub mod kept_door;
pub mod lines;
pub mod merge;
pub mod order;
pub mod ring;
pub mod time;
pub mod xxh64;
