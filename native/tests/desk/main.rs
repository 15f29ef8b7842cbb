//! The whole desk on memory of the test's own, without Node.

mod random_rows;
mod vectors;
mod world;
