//! Converts a single wire name to a Rust name.

/// Whether `name` is an ASCII identifier that begins with a letter and is not a keyword.
pub(super) fn is_identifier(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(letters)
        && !KEYWORDS.contains(&name)
        && name != "Self"
}

/// Whether the characters of `name` are valid in the name of a Cargo feature on crates.io.
pub(crate) fn is_feature(name: &str) -> bool {
    let letters = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    !name.is_empty() && name.chars().all(letters)
}

/// Names that types must not have: the prelude names that generated code uses, and the constant
/// `PRODUCT`.
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

/// Names that modules must not have: other modules, the crate `alicloud`, and file names that
/// Windows reserves.
pub(super) const RESERVED_MODULES: &[&str] = &[
    "alicloud",
    "aux",
    "con",
    "endpoints",
    "generated",
    "nul",
    "prn",
    "types",
];

/// Names that setters must not have: `new` is the constructor.
pub(super) const RESERVED_FIELDS: &[&str] = &["new"];

/// The greatest length of a name with the names of parent records in front.
pub(super) const LONGEST: usize = 60;

/// Terms of mixed case that count as one word.
const WORDS: &[&str] = &[
    "3D", "DDoS", "HBase", "IDaaS", "IPsec", "IPv4", "IPv6", "IoT", "OAuth", "iOS",
];

/// The strict and reserved keywords of all editions.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Splits a wire name into words: `DBInstanceIPs` becomes `DB`, `Instance` and `IPs`.
///
/// A capital begins a new word after a small letter, or before a small letter if another capital
/// precedes it. Digits do not separate words. All other characters separate words and are removed.
fn words(wire: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for run in wire.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let mut rest = run;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(first_word(rest));
            words.push(word);
            rest = after;
        }
    }
    words
}

/// Returns the end of the first word of `run`, which consists of ASCII letters and digits.
fn first_word(run: &str) -> usize {
    let bytes = run.as_bytes();
    let is_lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    if let Some(length) = known_word(run) {
        return length;
    }
    // Whether the previous letter was small or capital. Digits leave both flags unchanged.
    let (mut after_lower, mut after_upper) = (false, false);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && run.get(at..).and_then(known_word).is_some() {
            return at;
        }
        if byte.is_ascii_uppercase() {
            let ends_plural = bytes.get(at + 1) == Some(&b's') && !is_lower(at + 2);
            if after_lower || (after_upper && is_lower(at + 1) && !ends_plural) {
                return at;
            }
            if after_upper && ends_plural {
                return at + 2;
            }
        }
        if byte.is_ascii_alphabetic() {
            (after_lower, after_upper) = (byte.is_ascii_lowercase(), byte.is_ascii_uppercase());
        }
    }
    bytes.len()
}

/// Returns the length of the word from [`WORDS`] that `text` begins with.
fn known_word(text: &str) -> Option<usize> {
    let known = WORDS.iter().find(|known| text.starts_with(**known))?;
    let mut next = text.bytes().skip(known.len());
    match (next.next(), next.next()) {
        (Some(next), _) if next.is_ascii_lowercase() => None,
        // The words of `Layer3DB` are `Layer3` and `DB`.
        (Some(b'A'..=b'Z'), second)
            if *known == "3D" && !second.is_some_and(|next| next.is_ascii_lowercase()) =>
        {
            None
        }
        _ => Some(known.len()),
    }
}

/// Joins the words in lower case, with `separator` between them.
fn joined(wire: &str, separator: &str) -> String {
    words(wire).join(separator).to_ascii_lowercase()
}

/// Returns the name of a field: `DBInstanceId` becomes `db_instance_id`, and `Type` becomes
/// `type_`.
pub(super) fn field_name(wire: &str) -> String {
    let name = joined(wire, "_");
    if KEYWORDS.contains(&name.as_str()) {
        return format!("{name}_");
    }
    match name.chars().next() {
        None => "field".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("field_{name}"),
        Some(_) => name,
    }
}

/// Returns the name of a type, which keeps the vendor's spelling if possible: `DescribeDBInstances`
/// stays the same.
pub(super) fn type_name(wire: &str) -> String {
    starting_with_letter("Type", capitalised(wire))
}

/// Returns the name of a variant: `InvalidInstanceId.NotFound` becomes `InvalidInstanceIdNotFound`,
/// `10003` becomes `Code10003`, and `MISSING_ID` becomes `MissingId`.
pub(super) fn variant_name(code: &str) -> String {
    let shouted = !code.contains(|letter: char| letter.is_ascii_lowercase());
    let name = if shouted {
        words(&code.to_ascii_lowercase())
            .into_iter()
            .map(capitalised)
            .collect()
    } else {
        capitalised(code)
    };
    match starting_with_letter("Code", name) {
        name if name == "Self" => "Self_".to_owned(),
        name => name,
    }
}

/// Returns the name of a constant: `Running` of the field `status_` becomes `STATUS_RUNNING`.
/// Returns `None` if the value is not a word, such as `>=`, a long explanation or text in another
/// script.
pub(super) fn constant_name(field: &str, value: &str) -> Option<String> {
    const LONGEST_VALUE: usize = 40;
    let value = value.trim();
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || " _-./:".contains(letter);
    if value.len() > LONGEST_VALUE || !value.chars().all(is_word) {
        return None;
    }
    let name = match value.parse::<i64>() {
        Ok(number) if number < 0 => format!("MINUS_{}", number.unsigned_abs()),
        _ => joined(value, "_").to_ascii_uppercase(),
    };
    let field = field.trim_end_matches('_').to_ascii_uppercase();
    (!name.is_empty()).then(|| format!("{field}_{name}"))
}

/// Returns the noun in the name of an operation: `DescribeDBInstances` becomes `db-instances`, and
/// `Pub` becomes `pub`.
pub(super) fn noun(action: &str) -> String {
    let words = feature_name(action);
    match words.split_once('-') {
        Some((_verb, noun)) => noun.to_owned(),
        None => words,
    }
}

/// Returns the feature of a single operation: `DescribeRegions` becomes `describe-regions`.
pub(super) fn feature_name(action: &str) -> String {
    joined(action, "-")
}

/// Removes everything except letters and digits. Each run of letters and digits begins with a
/// capital.
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
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        name
    } else {
        format!("{prefix}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_names_are_snake_case_and_avoid_keywords() {
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
            ("IDaaSId", "idaas_id"),
            ("地域", "field"),
        ] {
            assert_eq!(field_name(wire), name, "{wire}");
        }
    }

    #[test]
    fn type_names_keep_the_vendors_spelling() {
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
    fn converts_any_error_code_to_a_variant_name() {
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
    fn does_not_split_acronyms() {
        for (wire, name) in [
            ("DBInstanceIPs", "db_instance_ips"),
            ("IPs", "ips"),
            ("IDsOfVMs", "ids_of_vms"),
            ("CallbackURLsAndAPIs", "callback_urls_and_apis"),
            ("SLBIPv6Address", "slb_ipv6_address"),
            ("IPv4CidrBlock", "ipv4_cidr_block"),
            ("IoTInstanceId", "iot_instance_id"),
            ("DDoSProtection", "ddos_protection"),
            ("EnableOAuth", "enable_oauth"),
            ("HBaseVersion", "hbase_version"),
            ("iOSApns", "ios_apns"),
            ("Is3DModel", "is_3d_model"),
            ("Layer3DB", "layer3_db"),
            ("IpsecConfig", "ipsec_config"),
            ("SHA256Sum", "sha256_sum"),
            ("Key2Id", "key2_id"),
            ("DNSServer", "dns_server"),
        ] {
            assert_eq!(field_name(wire), name, "{wire}");
        }
    }

    /// Covers every pattern of acronyms in the names of ECS and SLB.
    #[test]
    fn does_not_split_acronyms_of_ecs_and_slb() {
        for (wire, name) in [
            ("AclEntryIP", "acl_entry_ip"),
            ("AddressIPVersion", "address_ip_version"),
            ("BPSRead", "bps_read"),
            ("CACertificateId", "ca_certificate_id"),
            ("CPUCreditUsage", "cpu_credit_usage"),
            (
                "CreateLoadBalancerHTTPSListener",
                "create_load_balancer_https_listener",
            ),
            ("DescribeCACertificates", "describe_ca_certificates"),
            ("EipRX", "eip_rx"),
            ("HealthCheckURI", "health_check_uri"),
            ("IOPSTotal", "iops_total"),
            ("ImportOSSBucket", "import_oss_bucket"),
            ("Ipv6GatewayId", "ipv6_gateway_id"),
            ("KMSKeyId", "kms_key_id"),
            ("MaximumGPUAmount", "maximum_gpu_amount"),
            ("OSNameEn", "os_name_en"),
            ("OSType", "os_type"),
            ("ServiceID", "service_id"),
            ("SnapshotSN", "snapshot_sn"),
            ("TLSCipherPolicies", "tls_cipher_policies"),
            ("TLSVersions", "tls_versions"),
            ("VServerGroupId", "v_server_group_id"),
            ("VSwitchIds", "v_switch_ids"),
            (
                "XForwardedFor_ClientCertIssuerDN",
                "x_forwarded_for_client_cert_issuer_dn",
            ),
            ("XForwardedFor_SLBPORT", "x_forwarded_for_slbport"),
            ("XForwardedFor_proto", "x_forwarded_for_proto"),
        ] {
            assert_eq!(field_name(wire), name, "{wire}");
        }
    }
}
