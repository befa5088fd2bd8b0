//! The files of samples. Their format is checked before anything is built for them.

use std::{collections::BTreeSet, path::Path};

use alicloud_codegen::cli::change;
use serde_json::Value;

use crate::corpus::layout::Direction;

/// An error unless the file at `path` has what the programs look for. They pass over whatever else
/// there is.
pub(super) fn check(path: &Path, direction: Direction) -> Result<(), String> {
    let text = change::read(path)?;
    let problem = match serde_json::from_str(&text) {
        Ok(file) => apis(&file, direction),
        Err(error) => Err(format!("is not a JSON document: {error}")),
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
            return Err(format!("{place}: has no text `name`"));
        };
        if !names.insert(name) {
            return Err(format!("{place}/name: `{name}` is there twice"));
        }
        for (index, sample) in list(api, &place, samples)?.iter().enumerate() {
            let present = match direction {
                Direction::Replies => sample[value].is_string(),
                Direction::Requests | Direction::Hosts => sample.get(value).is_some(),
            };
            if !present {
                return Err(format!("{place}/{samples}/{index}: has no `{value}`"));
            }
        }
    }
    Ok(())
}

fn list<'a>(value: &'a Value, place: &str, key: &str) -> Result<&'a Vec<Value>, String> {
    let list = value[key].as_array();
    list.ok_or_else(|| format!("{place}: has no list `{key}`"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_is_named_with_its_place() {
        let requests = json!({ "apis": [
            { "name": "A", "cases": [{ "case": "none", "value": null }] },
            { "name": "B", "cases": [] },
        ] });
        assert_eq!(apis(&requests, Direction::Requests), Ok(()));
        for (file, problem) in [
            (json!([]), ": has no list `apis`"),
            (json!({ "apis": {} }), ": has no list `apis`"),
            (
                json!({ "apis": [{ "samples": [] }] }),
                "/apis/0: has no text `name`",
            ),
            (requests, "/apis/0: has no list `samples`"),
            (
                json!({ "apis": [{ "name": "A", "samples": [] }, { "name": "A", "samples": [] }] }),
                "/apis/1/name: `A` is there twice",
            ),
            (
                json!({ "apis": [{ "name": "A", "samples": [{ "text": "" }, {}] }] }),
                "/apis/0/samples/1: has no `text`",
            ),
        ] {
            assert_eq!(apis(&file, Direction::Replies), Err(problem.to_owned()));
        }
        let case = json!({ "apis": [{ "name": "A", "cases": [{ "case": "none" }] }] });
        let problem = "/apis/0/cases/0: has no `value`".to_owned();
        assert_eq!(apis(&case, Direction::Requests), Err(problem));
    }
}
