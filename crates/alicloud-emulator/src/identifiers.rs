//! Request ids and tokens.

use std::hash::{BuildHasher, RandomState};

/// A source of values that look random and don't repeat. The values are not secure enough for real
/// secrets.
#[derive(Clone, Default)]
pub(crate) struct Identifiers {
    key: RandomState,
    count: u64,
}

impl Identifiers {
    pub(crate) fn next(&mut self) -> u64 {
        self.count += 1;
        self.key.hash_one(self.count)
    }

    /// A UUID of version 4 in upper case, the form of the vendor's request ids.
    pub(crate) fn request_id(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        let version = 0x4000 | (high & 0x0FFF);
        let variant = 0x8000 | (low >> 48 & 0x3FFF);
        format!(
            "{:08X}-{:04X}-{version:04X}-{variant:04X}-{:012X}",
            high >> 32,
            high >> 16 & 0xFFFF,
            low & 0xFFFF_FFFF_FFFF,
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn request_ids_are_uuids_and_unique() {
        let mut identifiers = Identifiers::default();
        let ids: HashSet<String> = (0..1000).map(|_| identifiers.request_id()).collect();

        assert_eq!(ids.len(), 1000);
        for id in ids {
            let groups: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
            assert!(
                id.bytes()
                    .all(|b| matches!(b, b'-' | b'0'..=b'9' | b'A'..=b'F')),
                "{id}"
            );
            assert_eq!(id.as_bytes()[14], b'4', "{id}");
            assert!(b"89AB".contains(&id.as_bytes()[19]), "{id}");
        }
    }
}
