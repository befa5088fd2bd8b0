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

/// A public type that is new has to be shown above or be declared harmless.
/// The generated files with something secret, whose types [`everything`] shows.
const SHOWN: [&str; 2] = [
    "/describe_instance_vnc_url.rs",
    "/modify_instance_vnc_passwd.rs",
];

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
            // Generated types show their fields, and there is nothing secret in this file's.
            if path.contains("/generated/") {
                if !text.contains(".secret()") {
                    continue;
                }
                // Types of different operations have the same names, so the files are listed.
                let is_shown = SHOWN.iter().any(|module| path.ends_with(module));
                assert!(
                    is_shown,
                    "show the types of {path} in this test, and list it"
                );
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
