//! Valid arguments, made from the schemas of the parameters.

use std::fmt;

use alicloud_emulator::Scenario;
use serde_json::{Map, Value, json};

use crate::specification::{Operation, is_required, properties};

/// Which arguments a request has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Only the required arguments and properties.
    Required,
    /// All arguments except pagination tokens, which must come from an earlier reply.
    All,
    /// The required arguments, and the smallest size of a page.
    Page,
}

/// The arguments of a call, with the names of the API.
#[derive(Clone, PartialEq)]
pub(crate) struct Arguments(Value);

/// The parameters for pagination tokens.
const TOKENS: [&str; 2] = ["NextToken", "Marker"];

impl Operation<'_> {
    pub(crate) fn arguments(&self, extent: Extent) -> Arguments {
        let arguments: Map<String, Value> = self
            .parameters
            .iter()
            .filter(|(name, schema)| {
                is_required(schema)
                    || match extent {
                        Extent::Required => false,
                        Extent::All => !TOKENS.contains(name),
                        Extent::Page => *name == "MaxResults",
                    }
            })
            .map(|(name, schema)| ((*name).to_owned(), self.value(name, schema, extent)))
            .collect();
        Arguments(arguments.into())
    }

    /// The name of the parameter for a pagination token.
    pub(crate) fn token(&self) -> Option<&str> {
        let mut names = self.parameters.iter().map(|(name, _)| *name);
        names.find(|name| TOKENS.contains(name))
    }

    fn value(&self, name: &str, schema: &Value, extent: Extent) -> Value {
        // Some operations declare `DataDisk.1.Size` beside the list `DataDisk`. Both must have the
        // same value, because only one of them is sent.
        let name = name.rsplit('.').next().unwrap_or(name);
        if let Some(value) = known(self.action, name, schema, extent) {
            return value;
        }
        match schema["type"].as_str().unwrap() {
            "array" => {
                let count = match extent {
                    Extent::Required | Extent::Page => 1,
                    Extent::All => 2,
                };
                let count = within(count as f64, &schema["minItems"], &schema["maxItems"]);
                let item = |number: u64| {
                    let mut item = self.value(name, &schema["items"], extent);
                    // A resource can't have two tags with the same key.
                    if let ("Tag", Some(Value::String(key))) = (name, item.get_mut("Key")) {
                        key.push_str(&number.to_string());
                    }
                    item
                };
                (0..count as u64).map(item).collect()
            }
            "object" => self.object(schema, extent),
            _ => scalar(name, schema),
        }
    }

    fn object(&self, schema: &Value, extent: Extent) -> Value {
        let mut fields: Map<String, Value> = properties(schema)
            .filter(|(_, property)| extent == Extent::All || is_required(property))
            .map(|(name, property)| (name.clone(), self.value(name, property, extent)))
            .collect();
        if fields.is_empty() {
            // An object without properties would not be sent.
            let first = properties(schema).next();
            fields.extend(
                first.map(|(name, property)| (name.clone(), self.value(name, property, extent))),
            );
        }
        fields.into()
    }
}

/// A value that the state of the emulator determines.
fn known(action: &str, name: &str, schema: &Value, extent: Extent) -> Option<Value> {
    let instance = match action {
        "StartInstance" | "StartInstances" | "DeleteInstance" | "DeleteInstances" => {
            Scenario::STOPPED_INSTANCE_ID
        }
        _ => Scenario::RUNNING_INSTANCE_ID,
    };
    Some(match name {
        // A dry run of a valid call is an error.
        "DryRun" => json!(false),
        "RegionId" if action == "DescribeInstances" && extent == Extent::Page => {
            json!(Scenario::PAGED_REGION_ID)
        }
        "RegionId" => json!(Scenario::REGION_ID),
        "InstanceId" | "ResourceId" if schema["type"] == "string" => json!(instance),
        "InstanceIds" if schema["x-json"] == true => json!([instance]),
        "VncPassword" => json!("abc123"),
        "AcceptLanguage" => json!("en-US"),
        "Status" if action == "DescribeInstances" => json!("Running"),
        "ResourceType"
            if ["DescribeRegions", "TagResources", "UntagResources"].contains(&action) =>
        {
            json!("instance")
        }
        "InstanceChargeType" if action == "DescribeRegions" => json!("PostPaid"),
        _ => return None,
    })
}

fn scalar(name: &str, schema: &Value) -> Value {
    if let Some(value) = schema["enum"].get(0) {
        // The specification also writes numbers as texts.
        return match number(value) {
            Some(number) if schema["type"] == "integer" => json!(number as i64),
            _ => value.clone(),
        };
    }
    if schema["x-json"] == true {
        return json!([text(name, schema), "2"]);
    }
    let number = within(1.0, &schema["minimum"], &schema["maximum"]);
    match schema["type"].as_str().unwrap() {
        "integer" => json!(number as i64),
        "number" => json!(within(1.5, &schema["minimum"], &schema["maximum"])),
        "boolean" => json!(true),
        "string" if !schema["pattern"].is_null() => json!("1"),
        "string" => json!(text(name, schema)),
        other => panic!("{name}: unknown type {other:?}"),
    }
}

/// A text with characters that must be escaped in a query and in XML.
fn text(name: &str, schema: &Value) -> String {
    let text = format!("{name} é+&<%");
    match number(&schema["maxLength"]) {
        Some(longest) => text.chars().take(longest as usize).collect(),
        None => text,
    }
}

/// The number nearest to `wanted` that is within the limits.
fn within(wanted: f64, lowest: &Value, highest: &Value) -> f64 {
    let above = number(lowest).map_or(wanted, |lowest| wanted.max(lowest));
    number(highest).map_or(above, |highest| above.min(highest))
}

/// A number, which the specification may write as a text.
fn number(value: &Value) -> Option<f64> {
    value
        .as_f64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

impl Arguments {
    pub(crate) fn value(&self) -> &Value {
        &self.0
    }

    /// The name of the first argument that the parameters `sent` lack.
    pub(crate) fn lost(&self, sent: &[(String, String)]) -> Option<String> {
        let mut arguments = self.0.as_object().into_iter().flatten();
        arguments.find_map(|(name, value)| lost(name, value, sent))
    }

    /// The arguments for the page after the page `reply`, if the reply contains a token.
    pub(crate) fn next_page(&self, operation: &Operation<'_>, reply: &Value) -> Option<Self> {
        let name = operation.token()?;
        let mut next = self.0.clone();
        next[name] = token_in(reply)?.into();
        Some(Self(next))
    }
}

fn lost(name: &str, value: &Value, sent: &[(String, String)]) -> Option<String> {
    let sent_text = sent.iter().find(|(other, _)| other == name);
    let is_sent = sent_text.is_some_and(|(_, text)| match value {
        Value::String(value) => text == value,
        // A list or an object may be sent as JSON.
        value => serde_json::from_str::<Value>(text).is_ok_and(|sent| sent == *value),
    });
    match value {
        _ if is_sent => None,
        Value::Array(items) => (1_usize..)
            .zip(items)
            .find_map(|(number, item)| lost(&format!("{name}.{number}"), item, sent)),
        Value::Object(fields) => fields
            .iter()
            .find_map(|(field, value)| lost(&format!("{name}.{field}"), value, sent)),
        _ => Some(name.to_owned()),
    }
}

/// The pagination token of a reply, which may be in an object.
fn token_in(reply: &Value) -> Option<&str> {
    let own = TOKENS.iter().find_map(|name| reply[name].as_str());
    own.filter(|token| !token.is_empty())
        .or_else(|| reply.as_object()?.values().find_map(token_in))
}

impl fmt::Display for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
