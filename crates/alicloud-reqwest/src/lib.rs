//! Async transport for alicloud over reqwest
