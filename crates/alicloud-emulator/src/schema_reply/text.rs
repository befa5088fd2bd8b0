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
    format!("{}-{number}", hyphenated(name))
}

/// The prefix of an id: the initials of its noun, as in `vsw` for some of the vendor's ids.
fn prefix(name: &str) -> String {
    let initials = letters(name).filter(|(_, begins_word)| *begins_word);
    let mut prefix: String = initials.map(|(letter, _)| letter).collect();
    // The last word is `Id`.
    if prefix.chars().nth(1).is_some() {
        prefix.pop();
    }
    prefix
}

/// The words of a name in lower case, with hyphens between them.
fn hyphenated(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 8);
    for (letter, begins_word) in letters(name) {
        if begins_word && !text.is_empty() {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

/// The letters and digits of a name in lower case, each with whether it begins a word.
fn letters(name: &str) -> impl Iterator<Item = (char, bool)> {
    let mut before = '_';
    name.chars().filter_map(move |letter| {
        let begins_word = !before.is_alphanumeric()
            || (letter.is_ascii_uppercase() && !before.is_ascii_uppercase());
        before = letter;
        let lower = letter.to_ascii_lowercase();
        letter.is_alphanumeric().then_some((lower, begins_word))
    })
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
