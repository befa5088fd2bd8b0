//! Calls every operation of ECS, with the types of `alicloud-ecs` and on the emulator.
//!
//! The arguments come from the specification in `api-specs`, and so do the names of the fields that
//! the replies must have. So neither the generator nor the emulator judges itself.

#![cfg(all(test, feature = "full"))]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed setup step should fail the test"
)]

mod arguments;
mod call;
mod refusals;
mod reply;
mod specification;
mod typed_operation;

use std::{cell::RefCell, collections::BTreeSet};

use self::{
    arguments::{Arguments, Extent},
    call::{Signature, gateway, parameters, send},
    refusals::Refusals,
    specification::{Operation, Specification},
    typed_operation::{OPERATIONS, TypedOperation},
};

/// The parts that the emulated instances lack. Their lists are empty, so no reply contains the
/// fields of their items.
const LACKING: &[(&str, &[&str])] = &[
    (
        "DescribeInstances",
        &[
            "/Instances/Instance/InnerIpAddress/",
            "/Instances/Instance/NetworkInterfaces/NetworkInterface/Ipv4PrefixSets/",
            "/Instances/Instance/NetworkInterfaces/NetworkInterface/Ipv6PrefixSets/",
            "/Instances/Instance/NetworkInterfaces/NetworkInterface/Ipv6Sets/",
            "/Instances/Instance/OperationLocks/",
            "/Instances/Instance/RdmaIpAddress/",
        ],
    ),
    (
        "DescribeInstanceAttribute",
        &["/InnerIpAddress/", "/OperationLocks/"],
    ),
];

#[test]
fn the_emulator_accepts_valid_requests_and_refuses_invalid_requests_by_name() {
    let specification = Specification::read();
    let names: BTreeSet<&str> = OPERATIONS.iter().map(|typed| typed.action).collect();
    let expected: BTreeSet<&str> = specification.operations().collect();
    assert_eq!(names, expected, "the types and the specification differ");

    let (mut accepted, mut requests) = (0, 0);
    let mut refused = Refusals::default();
    let mut failures = Vec::new();
    for typed in OPERATIONS {
        let operation = specification.operation(typed.action);
        match accept(typed, &operation) {
            Ok(sent) => {
                accepted += 1;
                requests += sent;
            }
            Err(failure) => failures.push(format!("{}: {failure}", typed.action)),
        }
        if let Err(failure) = refused.check(typed, &operation) {
            failures.push(format!("{}: {failure}", typed.action));
        }
    }
    println!(
        "accepted, with replies in JSON and in XML: {accepted} operations, {requests} requests"
    );
    println!("{refused}");
    assert!(
        failures.is_empty(),
        "{} operations failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(accepted >= 347);
    assert!(refused.missing.operations() >= 340);
    assert!(refused.wrong_type.operations() >= 229);
    assert!(refused.misspelt.operations() >= 347);
}

/// Sends the arguments of each extent, and the arguments of each next page. Each request is sent
/// twice, for a reply in JSON and in XML. Returns the number of requests.
fn accept(typed: &TypedOperation, operation: &Operation<'_>) -> Result<usize, String> {
    let mut written = BTreeSet::new();
    let extents = [Extent::Required, Extent::Page, Extent::All];
    let mut requests = extents.map(|extent| operation.arguments(extent)).to_vec();
    requests.dedup();
    let first_pages = requests.len();
    let mut sent = 0;
    while let Some(arguments) = requests.get(sent) {
        let replies = [Signature::V1, Signature::Acs3]
            .map(|signature| answer(typed, arguments, signature, &mut written));
        let [json, xml] =
            replies.map(|reply| reply.map_err(|error| format!("{error}\n  {arguments}")));
        let (json, _) = (json?, xml?);
        if sent < first_pages {
            requests.extend(arguments.next_page(operation, &json));
        }
        sent += 1;
    }
    if operation.token().is_some() && sent == first_pages {
        return Err("no reply contains a pagination token".to_owned());
    }
    let mut lacking = LACKING
        .iter()
        .filter(|(action, _)| *action == typed.action)
        .flat_map(|(_, parts)| *parts);
    let is_lacking = |field: &&String| lacking.clone().any(|part| field.starts_with(part));
    let fields = operation.reply_fields();
    let missing: Vec<&String> = fields
        .difference(&written)
        .filter(|field| !is_lacking(field))
        .collect();
    if !missing.is_empty() {
        return Err(format!("no reply has the fields {missing:?}"));
    }
    match lacking.find(|part| written.iter().any(|field| field.starts_with(**part))) {
        Some(part) => Err(format!("a reply has {part}: remove it from LACKING")),
        None => Ok(sent),
    }
}

/// Sends a request to a new emulator, and compares the reply that the emulator wrote with the reply
/// that the type read. Adds the names of all fields to `written`.
fn answer(
    typed: &TypedOperation,
    arguments: &Arguments,
    signature: Signature,
    written: &mut BTreeSet<String>,
) -> Result<serde_json::Value, String> {
    let request = typed.request(arguments.value())?;
    if let Some(name) = arguments.lost(&parameters(&*request)) {
        return Err(format!("{name} is not sent, or with another value"));
    }
    let gateway = RefCell::new(gateway());
    let (outcome, body) = send(&gateway, signature, &*request);
    let read = outcome.map_err(|error| format!("{signature:?}: {error}"))?;
    let differences = match signature {
        Signature::V1 => reply::compare_json(&body, &read, written),
        Signature::Acs3 => reply::compare_xml(&body, &read),
    };
    if differences.is_empty() {
        Ok(read)
    } else {
        Err(format!("{signature:?}: {}", differences.join("; ")))
    }
}
