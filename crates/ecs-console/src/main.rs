//! Prints the console URL of an ECS instance.
fn main() {}
