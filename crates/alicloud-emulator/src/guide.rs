//! Guides to the use of the emulator from other processes and other languages.
//!
//! | guide | topics |
//! |---|---|
//! | [`control_endpoints`] | faults, replies, errors, scenario and journal over HTTP |
//! | [`other_languages`] | the vendor's SDKs for Python and Go |

pub mod control_endpoints;
pub mod other_languages;
