//! No public type is forgotten.

use std::collections::HashSet;

use super::everything;
use crate::fixture::sources;

/// Types without anything secret in them, by what they are.
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
    // How long a request may take, who makes it, and who names its proxies.
    "TimeLimit",
    "UserAgent",
    "UserAgentError",
    "ProxySource",
    // They hide a transport, which `Debug` doesn't show.
    "BoxTransport",
    "Results",
    // They show names and not values (options.rs), or what callers put into them.
    "CallOptions",
    "PagedCall",
    "ReplyMeta",
    "Progress",
    "Waiter",
    "WaitError",
    // Time and uniqueness.
    "Stamp",
    "Clock",
    "VirtualClock",
    "Nonce",
    "InvalidNonce",
    "Reconnect",
    "ReconnectBudget",
    // Views and targets of values: `Debug` of a record goes by its fields' flags.
    "View",
    "RecordView",
    "Target",
    "Place",
    "Parameter",
    "UnknownFields",
    // How to page.
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
    // What is wrong with a variable, a file, a profile, a process, a service or a document: shown
    // as causes of the errors that hold them.
    "DocumentProblem",
    "FileProblem",
    "ProcessProblem",
    "ProfileProblem",
    "ServiceProblem",
    "VariableProblem",
    // The real environment, which it names nothing of.
    "LocalSystem",
    // What became of a parameter, and whose.
    "Change",
    // Documented codes.
    "ErrorCode",
    "CommonErrorCode",
    "CommonErrorKind",
    // The ids of instances and a region.
    "RunsWindows",
    // Signs nothing.
    "Anonymous",
];

/// A public type that is new has to be shown above or be declared harmless. Generated types with
/// something secret are shown for two operations, and the others are written by the same generator.
const SHOWN: [&str; 2] = [
    "/describe_instance_vnc_url.rs",
    "/modify_instance_vnc_passwd.rs",
];

/// Whether all types of a generated file with secrets leave `Debug` to the run-time crate, which
/// knows what is secret, or show no values.
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
    // Beside those types, the required fields of a request derive it, unless one is a secret.
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
fn every_public_type_is_accounted_for() {
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
                    "{path} has a type with a secret whose `Debug` isn't that of the fields"
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
        "show these in this test, or declare them harmless: {forgotten:#?}"
    );
}
