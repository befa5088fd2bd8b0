//! Blocking transport for alicloud over ureq
