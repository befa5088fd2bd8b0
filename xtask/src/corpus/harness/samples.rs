//! Processes samples with the generated types, and writes the results.

use std::{
    any::Any,
    collections::BTreeMap,
    env, error, fs, mem,
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    time::SystemTime,
};

use alicloud::{machine::{Machine as _, Step}, Anonymous, Draft, Format, Network, Operation, Reply, Session};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

/// An operation with the functions that process its samples.
pub struct Case {
    action: &'static str,
    reply: fn(&str) -> Result<Value, String>,
    request: fn(Value) -> Result<Value, String>,
    hosts: fn(Value) -> Result<Value, String>,
}

impl Case {
    pub const fn new<O>(action: &'static str) -> Self
    where
        O: Operation<Output: Serialize> + Default + DeserializeOwned,
    {
        Self {
            action,
            reply: reply::<O>,
            request: request::<O>,
            hosts: hosts::<O>,
        }
    }
}

/// Decodes a reply, and serializes it with the field names of the API.
fn reply<O: Operation<Output: Serialize> + Default>(text: &str) -> Result<Value, String> {
    let reply =
        Reply::new(text.as_bytes(), SystemTime::now()).ok_or("the text is neither JSON nor XML")?;
    let output = O::default().read(reply).map_err(|error| chain(&error))?;
    serde_json::to_value(&output).map_err(|error| chain(&error))
}

/// Deserializes a request, and returns the parts of the request that would be sent.
fn request<O: Operation + DeserializeOwned>(value: Value) -> Result<Value, String> {
    let operation: O = serde_json::from_value(value).map_err(|error| chain(&error))?;
    let session =
        Session::new(Anonymous).endpoint("https://localhost").map_err(|error| chain(&error))?;
    let sent = match session.exchange(&operation).step() {
        Step::Send(request) => request,
        Step::Done(Err(refusal)) => return Err(chain(&refusal)),
        _ => return Err("the exchange does not begin with a request".to_owned()),
    };
    // Write the request again without the common parameters of all operations.
    let method = sent.method().clone();
    let mut draft = Draft::new(operation.api(), sent.endpoint(), Format::Json, method);
    operation.write(&mut draft);
    let mut parameters = Map::new();
    for parameter in draft.sorted() {
        parameters.insert(decode(parameter.name)?, decode(parameter.value)?.into());
    }
    let mut headers = Map::new();
    for (name, value) in sent.headers() {
        let value = value.to_str().map_err(|error| chain(&error))?;
        headers.insert(name.as_str().to_owned(), value.into());
    }
    let (mut query, mut form) = (parameters, Map::new());
    if sent.has_form() {
        mem::swap(&mut query, &mut form);
    }
    let mut outcome =
        json!({ "method": sent.method().as_str(), "query": query, "form": form, "header": headers });
    if let Some(body) = sent.body() {
        outcome["body"] = serde_json::from_slice(body).map_err(|error| chain(&error))?;
    }
    Ok(outcome)
}

/// Returns the host of a request for each region parameter, session region and network.
fn hosts<O: Operation + DeserializeOwned>(value: Value) -> Result<Value, String> {
    let mut fields = value.as_object().cloned().unwrap_or_default();
    for name in REGIONS {
        fields.remove(name);
    }
    let mut rows = Vec::new();
    for parameter in REGIONS.into_iter().map(Some).chain([None]) {
        let mut fields = fields.clone();
        if let Some(name) = parameter {
            fields.insert(name.to_owned(), "us-west-1".into());
        }
        // Deserialization fails if the operation doesn't know the parameter, or if a required
        // parameter is not set. These parameters are skipped.
        let Ok(operation) = serde_json::from_value::<O>(Value::Object(fields)) else {
            continue;
        };
        for region in [None, Some("cn-hangzhou"), Some("xx-nowhere-1")] {
            for (name, network) in [("public", Network::Public), ("vpc", Network::Vpc)] {
                let mut session = Session::new(Anonymous).network(network);
                if let Some(region) = region {
                    session = session.region(region);
                }
                let mut row = json!({ "parameter": parameter, "session": region, "network": name });
                match session.exchange(&operation).step() {
                    Step::Send(request) => {
                        row["host"] = request.endpoint().host().into();
                        row["sent"] = sent_regions(request.parameters())?;
                    }
                    Step::Done(Err(refusal)) => row["refused"] = chain(&refusal).into(),
                    _ => return Err("the exchange does not begin with a request".to_owned()),
                }
                rows.push(row);
            }
        }
    }
    if rows.is_empty() {
        return Err("the sample can't be deserialized, with or without a region parameter".to_owned());
    }
    Ok(json!({ "rows": rows }))
}

/// The names of region parameters.
const REGIONS: [&str; 4] = ["RegionId", "regionId", "RegionID", "Region"];

/// Returns the region parameters that are sent.
fn sent_regions(parameters: &str) -> Result<Value, String> {
    let mut sent = Map::new();
    for (name, value) in parameters.split('&').filter_map(|pair| pair.split_once('=')) {
        if REGIONS.contains(&name) {
            sent.insert(name.to_owned(), decode(value)?.into());
        }
    }
    Ok(sent.into())
}

/// Decodes percent-encoded text.
fn decode(encoded: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        match (digit(), digit()) {
            (Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
            _ => return Err(format!("{encoded} is not percent-encoded")),
        }
    }
    String::from_utf8(bytes).map_err(|_| format!("{encoded} is not UTF-8"))
}

/// Formats an error with its causes.
fn chain(error: &(dyn error::Error + 'static)) -> String {
    alicloud::error::chain(error).to_string()
}

/// Processes the file of samples that the command line names.
pub fn run(cases: &[Case]) -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [direction, samples, results] => all(cases, direction, samples, results),
        _ => Err("expected three arguments: `replies`, `requests` or `hosts`, a sample file and a result file".to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn all(cases: &[Case], direction: &str, samples: &str, results: &str) -> Result<(), String> {
    let text = fs::read_to_string(samples).map_err(|error| format!("{samples}: {error}"))?;
    let file: Value = serde_json::from_str(&text).map_err(|error| format!("{samples}: {error}"))?;
    let cases: BTreeMap<&str, &Case> = cases.iter().map(|case| (case.action, case)).collect();
    let mut outcomes = Map::new();
    for api in file["apis"].as_array().into_iter().flatten() {
        let action = api["name"].as_str().unwrap_or_default();
        let case = cases.get(action).ok_or("unknown operation");
        let list = match direction {
            "replies" => list(&api["samples"], &["format", "source"], |sample| {
                (case?.reply)(sample["text"].as_str().unwrap_or_default())
                    .map(|value| json!({ "value": value }))
            }),
            "hosts" => list(&api["cases"], &["case"], |sample| (case?.hosts)(sample["value"].clone())),
            _ => list(&api["cases"], &["case"], |sample| {
                (case?.request)(sample["value"].clone())
            }),
        };
        outcomes.insert(action.to_owned(), list);
    }
    let text = serde_json::to_string_pretty(&outcomes).map_err(|error| error.to_string())?;
    fs::write(results, text + "\n").map_err(|error| format!("{results}: {error}"))
}

/// Returns an entry for each sample: its `labels`, with the result or an error.
fn list(
    samples: &Value,
    labels: &[&str],
    outcome: impl Fn(&Value) -> Result<Value, String>,
) -> Value {
    let samples = samples.as_array().into_iter().flatten();
    let outcomes = samples.map(|sample| {
        let outcome = catch_unwind(AssertUnwindSafe(|| outcome(sample)))
            .unwrap_or_else(|panic| Err(format!("panic: {}", message(&*panic))));
        let mut entry = outcome.unwrap_or_else(|error| json!({ "error": error }));
        for label in labels {
            entry[*label] = sample[*label].clone();
        }
        entry
    });
    outcomes.collect()
}

fn message(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "no message",
    }
}
