//! Tests of the prefixes of RAM actions.

use super::whole;

/// Returns the prefixes of the product, of the operation A and of the operation B, and the
/// diagnostics.
fn prefixes(keys: &str) -> (Vec<Option<String>>, Vec<String>) {
    let (spec, lines) = whole(&format!(
        r#"{{"info":{{"style":"RPC","product":"P","version":"v"}},"apis":{{"A":{{}},"B":{{}}}}{keys}}}"#
    ));
    let own = spec.apis.iter().map(|api| api.ram_prefix.clone());
    let prefixes = [spec.ram_prefix.clone()].into_iter().chain(own);
    (prefixes.collect(), lines)
}

#[test]
fn reads_the_prefix_of_all_operations_and_exceptions() {
    let prefix = |text: &str| Some(text.to_owned());
    assert_eq!(prefixes(""), (vec![None; 3], Vec::new()));
    let (found, lines) = prefixes(r#","x-ram-prefix":"p","x-ram-exceptions":{"q-2":["B"]}"#);
    assert_eq!(found, [prefix("p"), None, prefix("q-2")]);
    assert_eq!(lines, [""; 0]);
}

#[test]
fn refuses_invalid_prefixes_and_unknown_operations() {
    let (_, lines) = prefixes(r#","x-ram-prefix":"p:","x-ram-exceptions":{"Q":["C"]}"#);
    assert_eq!(
        lines,
        [
            "f: /x-ram-prefix: the prefix must have only lower-case letters, digits and hyphens, such as `ecs`",
            "f: /x-ram-exceptions/Q: the prefix must have only lower-case letters, digits and hyphens, such as `ecs`",
            "f: /x-ram-exceptions/Q: unknown operation `C` (known: A, B)",
        ]
    );
}
