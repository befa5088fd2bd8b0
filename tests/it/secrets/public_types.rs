//! Tests that the tests for secrets cover every public type.

use std::collections::HashSet;

use super::everything;
use crate::fixture::sources;

/// Types that contain no secrets, grouped by their purpose.
const HARMLESS: &[&str] = &[
    // Facts about operations and fields.
    "Api",
    "Methods",
    "Network",
    "Field",
    "Style",
    "Format",
    "Endpoint",
    "Plain",
    "Attempt",
    "NoRetry",
    "Retry",
    "Rate",
    "RateLimits",
    "Endpoints",
    // Time limits, user agents and proxy sources of requests.
    "TimeLimit",
    "UserAgent",
    "UserAgentError",
    "ProxySource",
    // Wrappers of transports, which `Debug` doesn't show.
    "BoxTransport",
    "Results",
    // Types that show only names without values (see options.rs), or values that callers put into
    // them.
    "CallOptions",
    "PagedCall",
    "ReplyMeta",
    "Progress",
    "Waiter",
    "WaitError",
    // Times, nonces and reconnect budgets.
    "Stamp",
    "Clock",
    "VirtualClock",
    "Nonce",
    "InvalidNonce",
    "Reconnect",
    "ReconnectBudget",
    // Views and targets of values. `Debug` of a record redacts fields that are marked as secret.
    "View",
    "RecordView",
    "Target",
    "Place",
    "Parameter",
    "UnknownFields",
    // Paging settings.
    "Paging",
    // Errors that name a parameter, a variable or a problem.
    "RequestError",
    "EndpointError",
    "DecodeError",
    "DecodeProblem",
    "PagingError",
    "TransportErrorKind",
    "ConsolePageError",
    "ConsoleUrlError",
    "VncPasswordError",
    "VncUrlError",
    "ReplyFileError",
    "RootsError",
    // Problems of a variable, file, profile, process, service or document. The tests show them as
    // causes of the errors that contain them.
    "DocumentProblem",
    "FileProblem",
    "ProcessProblem",
    "ProfileProblem",
    "ServiceProblem",
    "VariableProblem",
    // The real system, whose `Debug` output contains no values.
    "LocalSystem",
    // The kind of difference between two parameters.
    "Change",
    // Documented error codes.
    "ErrorCode",
    "CommonErrorCode",
    "CommonErrorKind",
    // Contains only instance ids and a region id.
    "RunsWindows",
    // A signer without credentials.
    "Anonymous",
];

/// Generated files whose types are shown in the tests. Other generated types with secrets are not
/// shown, because the same generator creates them.
const SHOWN: [&str; 2] = [
    "/describe_instance_vnc_url.rs",
    "/modify_instance_vnc_passwd.rs",
];

/// Whether the types in a generated file implement `Debug` without showing secrets. Either they use
/// the run-time crate, which redacts secret fields, or they show no values.
fn shows_by_fields(text: &str) -> bool {
    let secrets = text.lines().filter(|line| line.contains(".secret()"));
    let secrets: Vec<String> = secrets
        .filter_map(|line| Some(line.split('"').nth(1)?.to_lowercase()))
        .collect();
    let holds_secret = |fields: &str| {
        let fields = fields.replace('_', "");
        secrets
            .iter()
            .any(|wire| fields.contains(&format!("pub {wire}:")))
    };
    // Only structs with the required fields of a request derive `Debug`, and only if no field is
    // secret.
    let mut derived = text.split("Debug)]\n").skip(1);
    let bodies = text.split("impl std::fmt::Debug for ").skip(1);
    derived.all(|after| {
        let fields = after.split("\n}").next().unwrap_or_default();
        fields.starts_with("pub struct Required {") && !holds_secret(fields)
    }) && bodies.into_iter().all(|body| {
        let body = body.split("\n}").next().unwrap_or_default();
        [
            "model::debug(",
            "finish_non_exhaustive()",
            "KnownCode::as_str(",
        ]
        .iter()
        .any(|known| body.contains(known))
    })
}

#[test]
fn every_public_type_is_tested_or_harmless() {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let (shown, _) = everything();
    let shown: HashSet<&str> = shown
        .iter()
        .flat_map(|text| text.split(|c| !is_name(c)))
        .collect();
    let mut forgotten = Vec::new();
    for name in [
        "alicloud",
        "alicloud-console",
        "alicloud-config",
        "alicloud-ecs",
        "alicloud-reqwest",
        "alicloud-sign",
        "alicloud-ureq",
    ] {
        for (path, text) in sources(name) {
            if path.contains("/generated/") && !SHOWN.iter().any(|shown| path.ends_with(shown)) {
                assert!(
                    !text.contains(".secret()") || shows_by_fields(&text),
                    "{path} has a type with a secret whose `Debug` doesn't redact secret fields"
                );
                continue;
            }
            for declaration in text.lines().map(str::trim_start) {
                let Some(rest) = declaration
                    .strip_prefix("pub struct ")
                    .or_else(|| declaration.strip_prefix("pub enum "))
                else {
                    continue;
                };
                let kind = rest.split(|c| !is_name(c)).next().unwrap();
                if !HARMLESS.contains(&kind) && !shown.contains(kind) {
                    forgotten.push(format!("{kind} of {name}"));
                }
            }
        }
    }
    assert!(
        forgotten.is_empty(),
        "show these types in `everything`, or add them to `HARMLESS`: {forgotten:#?}"
    );
}
