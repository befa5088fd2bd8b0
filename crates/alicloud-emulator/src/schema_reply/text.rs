//! Made-up texts that look like the values of fields with such names.

/// A text for a field called `name`.
pub(super) fn made_up_text(name: &str, hash: u64, item: Option<usize>) -> String {
    let number = item.map_or(1, |item| item + 1);
    let ends_with = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if name == "Code" {
        return "OK".to_owned();
    }
    if name == "Message" {
        return "success".to_owned();
    }
    if ends_with(&["Id", "Ids", "ID", "id"]) {
        return format!("{}-{hash:016x}", prefix(name));
    }
    if ends_with(&["Time", "Date", "time", "date"]) {
        let (hour, minute, second) = (hash % 24, hash / 24 % 60, hash / 1440 % 60);
        return format!(
            "2026-01-{:02}T{hour:02}:{minute:02}:{second:02}Z",
            number % 28 + 1
        );
    }
    if ends_with(&["CidrBlock", "Cidr"]) {
        return format!("10.{}.0.0/16", hash % 256);
    }
    if ends_with(&["IpAddress", "Ip", "IP"]) {
        return format!("192.0.2.{}", hash % 254 + 1);
    }
    if ends_with(&["Url", "URL"]) {
        return format!("https://example.com/{hash:016x}");
    }
    format!("{}-{number}", words(name).join("-"))
}

/// The prefix of an id: the initials of its noun, as in `vsw` for some of the vendor's ids.
fn prefix(name: &str) -> String {
    let mut words = words(name);
    if words.len() > 1 {
        words.pop();
    }
    words
        .iter()
        .filter_map(|word| word.chars().next())
        .collect()
}

/// The words of a name in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    for character in name.chars() {
        let begins = character.is_uppercase() && !before.is_uppercase();
        match words.last_mut() {
            Some(word) if character.is_alphanumeric() && !begins && before.is_alphanumeric() => {
                word.extend(character.to_lowercase());
            }
            _ if character.is_alphanumeric() => words.push(character.to_lowercase().collect()),
            _ => {}
        }
        before = character;
    }
    words
}

/// A hash that is the same in every process and version: FNV-1a, with a final mix because FNV
/// changes the high bits little.
pub(super) fn stable_hash(seed: u64, text: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325 ^ seed;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_texts_that_fit_the_name() {
        let text = |name| made_up_text(name, 0x1234, Some(2));
        assert_eq!(text("VpcId"), "v-0000000000001234");
        assert_eq!(text("NetworkInterfaceId"), "ni-0000000000001234");
        assert_eq!(text("CreationTime"), "2026-01-04T04:14:03Z");
        assert_eq!(text("DBInstanceDescription"), "dbinstance-description-3");
        assert_eq!(text("_x"), "x-3");
    }

    #[test]
    fn hashes_are_the_same_in_every_version() {
        assert_eq!(stable_hash(0, "VpcId"), 0xC8A1_3B90_18A8_7112);
        assert_eq!(stable_hash(1, "VpcId"), 0xEAE3_53B2_AF7F_B435);
    }
}
