//! Electronic signatures and signed containers, verified.
pub mod algorithm;
pub mod digest;
pub mod dstu;
