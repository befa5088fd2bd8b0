//! Turns Alibaba Cloud API specifications into Rust model crates
