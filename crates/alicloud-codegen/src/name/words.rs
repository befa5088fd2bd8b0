//! Single names, each from one wire name.

use heck::{ToKebabCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Whether `name` can be that of anything in Rust.
pub(super) fn is_identifier(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(letters)
        && !KEYWORDS.contains(&name)
        && name != "Self"
}

/// Whether `name` can be that of a Cargo feature.
pub(super) fn is_feature(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    !name.is_empty() && name.chars().all(letters)
}

/// The names of the prelude that generated code uses, and of the constant beside the requests.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "Box",
    "Default",
    "Into",
    "IntoIterator",
    "None",
    "Option",
    "PRODUCT",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// The generated modules, and what is no name for a file on Windows.
pub(super) const RESERVED_MODULES: &[&str] =
    &["alicloud", "aux", "con", "endpoints", "nul", "prn", "types"];

/// `new` is the constructor beside the setters.
pub(super) const RESERVED_FIELDS: &[&str] = &["new"];

/// The longest name a nested record may have before the middle of it is left out.
const LONGEST: usize = 80;

/// Strict and reserved keywords of all editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `DBInstanceId` becomes `db_instance_id`, `Type` becomes `type_`.
pub(super) fn field_name(wire: &str) -> String {
    let name = ascii(wire).to_snake_case();
    if KEYWORDS.contains(&name.as_str()) {
        return format!("{name}_");
    }
    match name.chars().next() {
        None => "field".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("field_{name}"),
        Some(_) => name,
    }
}

/// The vendor's spelling as far as Rust allows it: `DescribeDBInstances` stays as it is.
pub(super) fn type_name(wire: &str) -> String {
    starting_with_letter("Type", capitalised(wire))
}

/// `InvalidInstanceId.NotFound` becomes `InvalidInstanceIdNotFound`, `10003` becomes `Code10003`,
/// `MISSING_ID` becomes `MissingId`.
pub(super) fn variant_name(code: &str) -> String {
    let shouted = !code.contains(|letter: char| letter.is_ascii_lowercase());
    let name = match shouted {
        true => ascii(code).to_upper_camel_case(),
        false => capitalised(code),
    };
    match starting_with_letter("Code", name) {
        name if name == "Self" => "Self_".to_owned(),
        name => name,
    }
}

/// `Running` of the field `status_` becomes `STATUS_RUNNING`. What is no word has no name: `>=`, an
/// explanation in place of a value, text in another script.
pub(super) fn constant_name(field: &str, value: &str) -> Option<String> {
    const LONGEST_VALUE: usize = 40;
    let value = value.trim();
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || " _-./:".contains(letter);
    if value.len() > LONGEST_VALUE || !value.chars().all(is_word) {
        return None;
    }
    let name = match value.parse::<i64>() {
        Ok(number) if number < 0 => format!("MINUS_{}", number.unsigned_abs()),
        _ => ascii(value).to_shouty_snake_case(),
    };
    let field = field.trim_end_matches('_').to_ascii_uppercase();
    (!name.is_empty()).then(|| format!("{field}_{name}"))
}

/// What an operation deals with: `DescribeDBInstances` becomes `db-instances`, `Pub` becomes `pub`.
pub(super) fn noun(action: &str) -> String {
    let words = feature_name(action);
    match words.split_once('-') {
        Some((_verb, noun)) => noun.to_owned(),
        None => words,
    }
}

/// `DescribeRegions` becomes `describe-regions`.
pub(super) fn feature_name(action: &str) -> String {
    ascii(action).to_kebab_case()
}

/// The name of a record that is found at `path` within `root`.
///
/// A list that is wrapped in an object of its own (`Regions` with nothing but `Region`) names its
/// items by the inner name alone. A name that gets too long keeps the last part and, in place of
/// the others, six digits made of the whole path: that is as stable as the path.
pub(super) fn path_name(root: String, path: &[String]) -> String {
    let mut name = root.clone();
    for (index, segment) in path.iter().enumerate() {
        let wraps = path
            .get(index + 1)
            .is_some_and(|inner| is_plural(segment, inner));
        if !wraps {
            name.push_str(&capitalised(segment));
        }
    }
    match path.last() {
        Some(last) if name.len() > LONGEST => {
            let last = capitalised(last);
            // Both parts are ASCII.
            let (root, last) = (cut(&root), cut(&last));
            format!("{root}{last}X{:06X}", digest(path) & 0x00FF_FFFF)
        }
        _ => name,
    }
}

/// As much of an ASCII name as a longer name can hold.
fn cut(name: &str) -> &str {
    name.get(..LONGEST).unwrap_or(name)
}

fn is_plural(outer: &str, inner: &str) -> bool {
    let stem = |ending: &str| outer.strip_suffix(ending) == Some(inner);
    stem("s")
        || stem("es")
        || stem("List")
        || stem("Set")
        || stem("Sets")
        || inner
            .strip_suffix('y')
            .is_some_and(|stem| outer.strip_suffix("ies") == Some(stem))
}

/// FNV-1a over the segments and what separates them.
fn digest(path: &[String]) -> u32 {
    path.join("/").bytes().fold(0x811C_9DC5, |digest, byte| {
        (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The letters and digits, with every run of them beginning with a capital letter.
fn capitalised(wire: &str) -> String {
    let mut name = String::with_capacity(wire.len());
    for word in wire.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

fn starting_with_letter(prefix: &str, name: String) -> String {
    match name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        true => name,
        false => format!("{prefix}{name}"),
    }
}

fn ascii(wire: &str) -> String {
    wire.chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_snake_case_and_no_keywords() {
        for (wire, name) in [
            ("RegionId", "region_id"),
            ("DBInstanceId", "db_instance_id"),
            ("XForwardedFor_SLBID", "x_forwarded_for_slbid"),
            ("SystemDisk.Size", "system_disk_size"),
            ("Filter.1.Key", "filter_1_key"),
            ("Country.zh_CN", "country_zh_cn"),
            ("__context", "context"),
            ("Content-Type", "content_type"),
            ("Type", "type_"),
            ("self", "self_"),
            ("Gen", "gen_"),
            ("405Pv", "field_405pv"),
            ("地域", "field"),
        ] {
            assert_eq!(field_name(wire), name, "{wire}");
        }
    }

    #[test]
    fn types_keep_the_vendors_spelling() {
        for (wire, name) in [
            ("DescribeDBInstances", "DescribeDBInstances"),
            ("createTicketWithBizData", "CreateTicketWithBizData"),
            ("Common-audit_Status", "CommonAuditStatus"),
            ("2Fold", "Type2Fold"),
        ] {
            assert_eq!(type_name(wire), name, "{wire}");
        }
    }

    #[test]
    fn variants_take_any_code() {
        for (code, name) in [
            ("InvalidInstanceId.NotFound", "InvalidInstanceIdNotFound"),
            ("ONS_INTERNAL_ERROR", "OnsInternalError"),
            ("OperationDenied.ECS", "OperationDeniedECS"),
            ("Cannot find task", "CannotFindTask"),
            ("10003", "Code10003"),
            ("-101", "Code101"),
            ("Throttli∂ngException", "ThrottliNgException"),
            ("∂", "Code"),
            ("SELF", "Self_"),
        ] {
            assert_eq!(variant_name(code), name, "{code}");
        }
    }

    #[test]
    fn paths_make_names_that_stay_short() {
        let name = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|&segment| segment.to_owned()).collect();
            path_name("DescribeRegionsResponse".to_owned(), &path)
        };
        assert_eq!(name(&[]), "DescribeRegionsResponse");
        assert_eq!(name(&["Regions"]), "DescribeRegionsResponseRegions");
        assert_eq!(
            name(&["Regions", "Region"]),
            "DescribeRegionsResponseRegion"
        );
        assert_eq!(
            name(&["Policies", "Policy"]),
            "DescribeRegionsResponsePolicy"
        );
        assert_eq!(
            name(&["Data", "Elements"]),
            "DescribeRegionsResponseDataElements"
        );
        let long = [
            "AvailableZone",
            "SupportedEngine",
            "SupportedEditionType",
            "SupportedSeriesType",
            "SupportedEngineVersion",
        ];
        assert_eq!(
            name(&long),
            "DescribeRegionsResponseSupportedEngineVersionX797547"
        );
        let mut other = long;
        other[0] = "Zone";
        assert_ne!(name(&long), name(&other));
    }
}
