//! Checks the format of sample files before anything is built.

use std::{collections::BTreeSet, path::Path};

use alicloud_codegen::cli::change;
use serde_json::Value;

use crate::corpus::layout::Direction;

/// Checks that the file at `path` has the keys that the programs read. The programs ignore all
/// other keys.
pub(super) fn check(path: &Path, direction: Direction) -> Result<(), String> {
    let text = change::read(path)?;
    let problem = match serde_json::from_str(&text) {
        Ok(file) => apis(&file, direction),
        Err(error) => Err(format!("invalid JSON: {error}")),
    };
    problem.map_err(|problem| format!("{}: {problem}", path.display()))
}

fn apis(file: &Value, direction: Direction) -> Result<(), String> {
    let (samples, value) = match direction {
        Direction::Replies => ("samples", "text"),
        Direction::Requests | Direction::Hosts => ("cases", "value"),
    };
    let mut names = BTreeSet::new();
    for (index, api) in list(file, "", "apis")?.iter().enumerate() {
        let place = format!("/apis/{index}");
        let Some(name) = api["name"].as_str() else {
            return Err(format!("{place}: `name` must be a string"));
        };
        if !names.insert(name) {
            return Err(format!("{place}/name: `{name}` appears more than once"));
        }
        for (index, sample) in list(api, &place, samples)?.iter().enumerate() {
            let present = match direction {
                Direction::Replies => sample[value].is_string(),
                Direction::Requests | Direction::Hosts => sample.get(value).is_some(),
            };
            if !present {
                return Err(format!("{place}/{samples}/{index}: `{value}` is missing"));
            }
        }
    }
    Ok(())
}

fn list<'a>(value: &'a Value, place: &str, key: &str) -> Result<&'a Vec<Value>, String> {
    let list = value[key].as_array();
    list.ok_or_else(|| format!("{place}: `{key}` must be a list"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reports_the_place_of_a_missing_key() {
        let requests = json!({ "apis": [
            { "name": "A", "cases": [{ "case": "none", "value": null }] },
            { "name": "B", "cases": [] },
        ] });
        assert_eq!(apis(&requests, Direction::Requests), Ok(()));
        for (file, problem) in [
            (json!([]), ": `apis` must be a list"),
            (json!({ "apis": {} }), ": `apis` must be a list"),
            (
                json!({ "apis": [{ "samples": [] }] }),
                "/apis/0: `name` must be a string",
            ),
            (requests, "/apis/0: `samples` must be a list"),
            (
                json!({ "apis": [{ "name": "A", "samples": [] }, { "name": "A", "samples": [] }] }),
                "/apis/1/name: `A` appears more than once",
            ),
            (
                json!({ "apis": [{ "name": "A", "samples": [{ "text": "" }, {}] }] }),
                "/apis/0/samples/1: `text` is missing",
            ),
        ] {
            assert_eq!(apis(&file, Direction::Replies), Err(problem.to_owned()));
        }
        let case = json!({ "apis": [{ "name": "A", "cases": [{ "case": "none" }] }] });
        let problem = "/apis/0/cases/0: `value` is missing".to_owned();
        assert_eq!(apis(&case, Direction::Requests), Err(problem));
    }
}
