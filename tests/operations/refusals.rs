//! Requests with one fault, which the emulator must refuse by the name of the parameter.

use std::{cell::RefCell, collections::BTreeSet, fmt};

use alicloud::{Api, Draft, Operation, Reply, error::DecodeError};
use serde_json::Value;

use crate::{
    arguments::Extent,
    call::{Signature, gateway, parameters, send},
    specification::{self, is_required, is_within, properties},
    typed_operation::TypedOperation,
};

/// The refused requests of all operations, by fault.
#[derive(Default)]
pub(crate) struct Refusals {
    pub(crate) missing: Count,
    pub(crate) wrong_type: Count,
    pub(crate) misspelt: Count,
}

/// The number of refused requests, and their operations.
#[derive(Default)]
pub(crate) struct Count {
    operations: BTreeSet<&'static str>,
    requests: usize,
}

impl Count {
    pub(crate) fn operations(&self) -> usize {
        self.operations.len()
    }
}

impl Refusals {
    /// Sends the requests of one operation. Fails at the first request that is not refused as it
    /// should be.
    pub(crate) fn check(
        &mut self,
        typed: &TypedOperation,
        operation: &specification::Operation<'_>,
    ) -> Result<(), String> {
        let request = typed.request(operation.arguments(Extent::All).value())?;
        let faults = [
            (&mut self.missing, missing(&*request, operation)),
            (&mut self.wrong_type, wrong_types(&*request, operation)),
            (&mut self.misspelt, misspelt(&*request)),
        ];
        let gateway = RefCell::new(gateway());
        for (count, requests) in faults {
            for request in requests {
                let (outcome, _) = send(&gateway, Signature::V1, &request);
                request.check(outcome)?;
                count.operations.insert(typed.action);
                count.requests += 1;
            }
        }
        Ok(())
    }
}

/// A request with one fault.
struct Faulty<'a> {
    api: &'a Api,
    /// The names and values of the parameters, except the common parameters.
    parameters: Vec<(String, String)>,
    code: &'static str,
    /// The name that the message must contain.
    name: String,
    /// The name that the message must suggest.
    suggestion: Option<String>,
}

/// The requests that each lack a required parameter, or a required property of a parameter.
fn missing<'a>(
    request: &'a dyn Operation<Output = Value>,
    operation: &specification::Operation<'_>,
) -> Vec<Faulty<'a>> {
    let parameters = parameters(request);
    let mut required = Vec::new();
    for (name, schema) in &operation.parameters {
        note_required(name, schema, &mut required);
    }
    let lacking = |name: String| {
        let (gone, rest): (Vec<_>, Vec<_>) = parameters
            .iter()
            .cloned()
            .partition(|(other, _)| operation.is_part(other, &name));
        // Without its only property, an item of a list would not be sent at all.
        let outer = name.rsplit_once('.').map(|(outer, _)| outer);
        let outer = outer.filter(|_| !operation.declares(&name));
        let has_outer =
            outer.is_none_or(|outer| rest.iter().any(|(name, _)| is_within(name, outer)));
        (!gone.is_empty() && has_outer).then(|| Faulty {
            api: request.api(),
            parameters: rest,
            code: "MissingParameter",
            name,
            suggestion: None,
        })
    };
    required.into_iter().filter_map(lacking).collect()
}

fn note_required(name: &str, schema: &Value, required: &mut Vec<String>) {
    // Every single item of a list may be absent.
    let is_item = name.ends_with(|last: char| last.is_ascii_digit());
    if is_required(schema) && !is_item {
        required.push(name.to_owned());
    }
    note_inner(name, schema, &mut |name, schema| {
        note_required(name, schema, required);
    });
}

/// The requests that each have a text in place of a number, a boolean, a list or an object.
fn wrong_types<'a>(
    request: &'a dyn Operation<Output = Value>,
    operation: &specification::Operation<'_>,
) -> Vec<Faulty<'a>> {
    let parameters = parameters(request);
    let mut typed = Vec::new();
    for (name, schema) in &operation.parameters {
        note_typed(name, schema, &mut typed);
    }
    let with_text = |name: String| {
        let mut parameters = parameters.clone();
        let before = parameters.len();
        parameters.retain(|(other, _)| !operation.is_part(other, &name));
        let is_sent = parameters.len() < before;
        parameters.push((name.clone(), "a text".to_owned()));
        is_sent.then(|| Faulty {
            api: request.api(),
            parameters,
            code: "InvalidParameter",
            name,
            suggestion: None,
        })
    };
    typed.into_iter().filter_map(with_text).collect()
}

fn note_typed(name: &str, schema: &Value, typed: &mut Vec<String>) {
    if schema["type"] != "string" {
        typed.push(name.to_owned());
    }
    note_inner(name, schema, &mut |name, schema| {
        note_typed(name, schema, typed);
    });
}

/// Calls `note` with the first item of a list, or with each property of an object.
fn note_inner(name: &str, schema: &Value, note: &mut dyn FnMut(&str, &Value)) {
    match schema["type"].as_str() {
        Some("array") => note(&format!("{name}.1"), &schema["items"]),
        Some("object") => {
            for (property, schema) in properties(schema) {
                note(&format!("{name}.{property}"), schema);
            }
        }
        _ => {}
    }
}

/// The requests that each have one wrong letter in the name of a parameter or of a property.
fn misspelt<'a>(request: &'a dyn Operation<Output = Value>) -> Vec<Faulty<'a>> {
    let parameters = parameters(request);
    let mut requests = Vec::new();
    for (index, (name, _)) in parameters.iter().enumerate() {
        let mut start = 0;
        for part in name.split('.') {
            let end = start + part.len();
            if part.parse::<u32>().is_err() {
                let part = with_wrong_letter(part);
                let wrong = format!("{}{part}{}", &name[..start], &name[end..]);
                let mut parameters = parameters.clone();
                parameters[index].0.clone_from(&wrong);
                requests.push(Faulty {
                    api: request.api(),
                    parameters,
                    code: "InvalidParameter",
                    name: wrong,
                    suggestion: Some(name.clone()),
                });
            }
            start = end + 1;
        }
    }
    requests
}

/// Replaces the letter in the middle.
fn with_wrong_letter(name: &str) -> String {
    let (start, rest) = name.split_at(name.len() / 2);
    let wrong = if rest.starts_with(['x', 'X']) {
        "q"
    } else {
        "x"
    };
    format!("{start}{wrong}{}", &rest[1..])
}

impl Faulty<'_> {
    /// Checks the answer to the request.
    fn check(&self, outcome: Result<(), alicloud::Error>) -> Result<(), String> {
        let error = match outcome {
            Ok(()) => {
                return Err(format!(
                    "a request with the fault {} was accepted",
                    self.name
                ));
            }
            Err(error) => error,
        };
        let refused = error.api().ok_or_else(|| error.to_string())?;
        let message = refused.message();
        let suggests = |name: &String| message.contains(&format!("did you mean \"{name}\"?"));
        let is_expected = refused.code() == self.code
            && message.contains(&format!("\"{}\"", self.name))
            && self.suggestion.as_ref().is_none_or(suggests);
        if is_expected {
            return Ok(());
        }
        Err(format!(
            "{}: the code is {} and the message is {message}",
            self.name,
            refused.code()
        ))
    }
}

impl Operation for Faulty<'_> {
    type Output = ();

    fn api(&self) -> &Api {
        self.api
    }

    fn write(&self, draft: &mut Draft<'_>) {
        for (name, value) in &self.parameters {
            draft.parameter(name, value);
        }
    }

    fn read(&self, _: Reply<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            missing,
            wrong_type,
            misspelt,
        } = self;
        writeln!(f, "refused without a required parameter: {missing}")?;
        writeln!(f, "refused with a wrong type: {wrong_type}")?;
        write!(f, "refused with a misspelt name: {misspelt}")
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} operations, {} requests",
            self.operations.len(),
            self.requests
        )
    }
}
