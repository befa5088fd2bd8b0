//! Tests wrapper objects, whose fields are part of the surrounding struct.

use alicloud::{
    Reply,
    error::DecodeError,
    model::{Field, Record, Slot, impl_serde},
};
use std::time::UNIX_EPOCH;

/// A record with a wrapper object `Ids` that has two fields.
#[derive(Default)]
struct Grown {
    request_id: Option<String>,
    total: Option<i64>,
    ids: Vec<String>,
    next: Option<String>,
}

impl Record for Grown {
    fn fields(&self) -> &'static [Field] {
        const {
            &[
                Field::new("RequestId"),
                Field::holding(
                    "Ids",
                    const { &[Field::new("Id"), Field::new("Next").secret()] },
                    3,
                ),
                Field::new("Total"),
            ]
        }
    }

    fn slot(&self, index: usize) -> Option<&dyn Slot> {
        match index {
            0 => Some(&self.request_id),
            2 => Some(&self.total),
            3 => Some(&self.ids),
            4 => Some(&self.next),
            _ => None,
        }
    }

    fn slot_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        match index {
            0 => Some(&mut self.request_id),
            2 => Some(&mut self.total),
            3 => Some(&mut self.ids),
            4 => Some(&mut self.next),
            _ => None,
        }
    }
}

impl std::fmt::Debug for Grown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        alicloud::model::debug("Grown", self, f)
    }
}

impl_serde!(Ignore => Grown);

fn read(body: &str) -> Result<Grown, DecodeError> {
    Reply::new(body.as_bytes(), UNIX_EPOCH).unwrap().record()
}

#[test]
fn reads_and_writes_the_wrapper_object() {
    let json = r#"{"RequestId":"r","Ids":{"Id":["a","b"],"Next":"n"},"Total":2}"#;
    let xml = "<R><RequestId>r</RequestId><Ids><Id>a</Id><Id>b</Id><Next>n</Next></Ids>\
               <Total>2</Total></R>";
    for body in [json, xml] {
        let grown = read(body).unwrap();
        assert_eq!(
            (grown.ids.len(), grown.next.as_deref()),
            (2, Some("n")),
            "{body}"
        );
        assert_eq!(grown.total, Some(2));
        assert_eq!(serde_json::to_string(&grown).unwrap(), json);
        assert_eq!(
            format!("{grown:?}"),
            r#"Grown { RequestId: "r", Ids: {"Id": ["a", "b"], "Next": [redacted]}, Total: 2 }"#
        );
    }
}

#[test]
fn an_object_without_values_is_absent() {
    for body in [
        r#"{"RequestId":"r"}"#,
        r#"{"RequestId":"r","Ids":null}"#,
        r#"{"RequestId":"r","Ids":""}"#,
        r#"{"RequestId":"r","Ids":{}}"#,
        r#"{"RequestId":"r","Ids":{"Id":[],"Next":null}}"#,
        "<R><RequestId>r</RequestId><Ids/></R>",
    ] {
        let grown = read(body).unwrap();
        assert!(grown.ids.is_empty(), "{body}");
        assert_eq!(
            serde_json::to_string(&grown).unwrap(),
            r#"{"RequestId":"r"}"#
        );
    }
}

#[test]
fn error_paths_contain_the_wrapper_object() {
    for (body, path) in [
        (r#"{"Ids":{"Id":[{}]}}"#, "Ids.Id.0"),
        (r#"{"Ids":7}"#, "Ids"),
        (r#"{"Ids":{"Next":[]}}"#, "Ids.Next"),
        (r#"{"Ids":{"Id":[]},"Ids":{}}"#, "Ids"),
    ] {
        let error = read(body).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("{path}: ")),
            "{error}"
        );
    }
}

#[cfg(feature = "golden")]
mod generated {
    use alicloud::{Operation, model::equal};
    use alicloud_tests::golden::wrappers::{DescribeThings, describe_things::Response};

    use super::*;

    fn read(body: &str) -> Result<Response, DecodeError> {
        DescribeThings::new().read(Reply::new(body.as_bytes(), UNIX_EPOCH).unwrap())
    }

    #[test]
    fn unwraps_lists_in_replies() {
        let body = r#"{"Things":{"Thing":[{"Id":"a","IpAddress":{"Address":["192.0.2.1"]},"LabelSet":{"Entry":[{"Key":"k"}]}}]},"Passwords":{"Password":["pL4nT3"]},"Rule":{"Entry":["r"]},"Settings":{"Limit":1}}"#;
        let reply = read(body).unwrap();
        assert_eq!(reply.things[0].ip_address, ["192.0.2.1"]);
        assert_eq!(reply.things[0].label_set[0].key.as_deref(), Some("k"));
        assert_eq!(reply.rule.as_ref().unwrap().entry, ["r"]);
        assert_eq!(serde_json::to_string(&reply).unwrap(), body);
        let again: Response = serde_json::from_str(body).unwrap();
        assert!(equal(&reply, &again));
        assert!(!equal(&reply, &read(r#"{"Things":{}}"#).unwrap()));
        assert!(!format!("{reply:?}").contains("pL4nT3"));
    }

    #[test]
    fn refuses_a_missing_required_wrapper_object() {
        assert!(read(r#"{"Things":{}}"#).unwrap().things.is_empty());
        assert_eq!(read(r#"{"Things":[{"Id":"a"}]}"#).unwrap().things.len(), 1);
        let error = read("{}").unwrap_err();
        assert!(error.to_string().starts_with("Things: "), "{error}");
    }
}
