//! The operation that asks whether instances run Windows.

use std::collections::BTreeMap;

use alicloud::{
    Api, Documented, Draft, Operation, Reply,
    error::{DecodeError, DecodeProblem, RequestError},
    paging::PagedItems as _,
};
use alicloud_ecs::DescribeInstances;

/// Asks which of up to [`MAX_INSTANCES`](Self::MAX_INSTANCES) instances run Windows. The operation
/// sends [`DescribeInstances`].
///
/// Pass the result for an instance to [`OpenConsole::windows`](crate::OpenConsole::windows). Send
/// this operation before [`OpenConsole`](crate::OpenConsole), because a console URL expires soon.
///
/// ```
/// use alicloud::{blocking::Client, Anonymous, Response, Session};
/// use alicloud_console::{OpenConsole, RunsWindows};
/// # let transport = |_request| Ok(Response::new(
/// #     r#"{"RequestId":"1450F2D7","VncUrl":"ws%3A%2F%2Fvnc.example%2F%3Fs%3D1",
/// #     "Instances":{"Instance":[{"InstanceId":"i-bp1","OSType":"windows"}]}}"#.into()));
/// # let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
///
/// let client = Client::with_transport(session, transport);
/// let mut listed = client.send(&RunsWindows::new("cn-qingdao", ["i-bp1", "i-bp2"]))?;
/// assert!(!listed.contains_key("i-bp2"));
/// let windows = listed.remove("i-bp1").ok_or("i-bp1 doesn't exist, or it isn't visible")??;
/// let console = client.send(&OpenConsole::new("cn-qingdao", "i-bp1").windows(windows))?;
/// assert!(console.url().ends_with("&instanceId=i-bp1&isWindows=true"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RunsWindows {
    describe: DescribeInstances,
    instance_ids: Vec<String>,
}

impl RunsWindows {
    /// The maximum number of instances in one call.
    pub const MAX_INSTANCES: usize = 100;

    /// Creates the operation for the instances `instance_ids` in the region `region_id`. The call
    /// fails before it is sent if there are no ids, or more than
    /// [`MAX_INSTANCES`](Self::MAX_INSTANCES).
    #[must_use]
    pub fn new(
        region_id: impl Into<String>,
        instance_ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let instance_ids: Vec<String> = instance_ids.into_iter().map(Into::into).collect();
        let describe = DescribeInstances::new(region_id)
            .instance_ids(instance_ids.as_slice())
            // One page of the reply contains all instances.
            .max_results(Self::MAX_INSTANCES as i64);
        Self {
            describe,
            instance_ids,
        }
    }

    /// The ids of the instances that the operation asks about.
    #[must_use]
    pub fn instance_ids(&self) -> &[String] {
        &self.instance_ids
    }
}

impl Documented for RunsWindows {
    type Code = <DescribeInstances as Documented>::Code;
}

impl Operation for RunsWindows {
    /// A map from the id of each listed instance to whether the instance runs Windows. The value is
    /// an error if the reply has no `OSType` for the instance. An instance is missing from the map
    /// if it doesn't exist in the region, or if the caller lacks the permission to see it.
    type Output = BTreeMap<String, Result<bool, DecodeError>>;

    fn api(&self) -> &Api {
        self.describe.api()
    }

    fn region(&self) -> Option<&str> {
        self.describe.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        if !(1..=Self::MAX_INSTANCES).contains(&self.instance_ids.len()) {
            let problem = "must contain from 1 to 100 instance ids";
            draft.refuse(RequestError::invalid_parameter("InstanceIds", problem));
        }
        self.describe.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Self::Output, DecodeError> {
        let listed = DescribeInstances::items(self.describe.read(reply)?);
        let answers = listed.into_iter().map(|instance| {
            let instance_id = instance.instance_id;
            let windows = match instance.os_type.as_deref() {
                None | Some("") => {
                    let path = format!("Instances.Instance.{instance_id}.OSType");
                    Err(DecodeError::new(path, DecodeProblem::Missing))
                }
                Some(os_type) => Ok(os_type.eq_ignore_ascii_case("windows")),
            };
            (instance_id, windows)
        });
        Ok(answers.collect())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use alicloud::{Anonymous, Error, Request, Response, Session, blocking::Client, http::Method};

    use super::*;

    type Answers = BTreeMap<String, Result<bool, DecodeError>>;

    /// Sends `operation` to a server that lists `instances`. Returns the answers and the URLs of
    /// the requests.
    fn asked(operation: &RunsWindows, instances: &str) -> (Result<Answers, Error>, Vec<String>) {
        let session = Session::new(Anonymous)
            .endpoint("https://ecs.example")
            .unwrap();
        let uris = RefCell::new(Vec::new());
        let client = Client::with_transport(session.method(Method::GET), |request: Request| {
            uris.borrow_mut().push(request.uri().to_string());
            let body = format!(r#"{{"Instances":{{"Instance":[{instances}]}}}}"#);
            Ok(Response::new(body.into()))
        });
        (client.send(operation), uris.take())
    }

    #[test]
    fn detects_windows_from_the_os_type() {
        for (instances, windows) in [
            (r#"{"InstanceId":"i-1","OSType":"windows"}"#, Some(true)),
            (r#"{"InstanceId":"i-1","OSType":"Windows"}"#, Some(true)),
            (r#"{"InstanceId":"i-1","OSType":"linux"}"#, Some(false)),
            (
                r#"{"InstanceId":"i-2","OSType":"linux"},{"InstanceId":"i-1","OSType":"windows"}"#,
                Some(true),
            ),
            (r#"{"InstanceId":"i-2","OSType":"windows"}"#, None),
            ("", None),
        ] {
            let (outcome, _) = asked(&RunsWindows::new("cn-qingdao", ["i-1"]), instances);
            let answer = outcome.unwrap().remove("i-1");
            assert_eq!(answer, windows.map(Ok), "{instances}");
        }
    }

    #[test]
    fn missing_os_type_is_an_error_of_that_instance_only() {
        let operation = RunsWindows::new("cn-qingdao", ["i-1", "i-2", "i-3", "i-4", "i-5"]);
        let instances = r#"{"InstanceId":"i-2","OSType":"linux"},
            {"InstanceId":"i-1","OSType":"Windows"},
            {"InstanceId":"i-3"},
            {"InstanceId":"i-4","OSType":""}"#;
        let (outcome, uris) = asked(&operation, instances);
        let missing = |path: &str| Err(DecodeError::new(path, DecodeProblem::Missing));
        let answers = [
            ("i-1", Ok(true)),
            ("i-2", Ok(false)),
            ("i-3", missing("Instances.Instance.i-3.OSType")),
            ("i-4", missing("Instances.Instance.i-4.OSType")),
        ];
        let answers = answers.map(|(id, windows)| (id.to_owned(), windows));
        assert_eq!(outcome.unwrap(), BTreeMap::from(answers));

        let [uri] = &*uris else { panic!("{uris:?}") };
        for part in [
            "Action=DescribeInstances&",
            "InstanceIds=%5B%22i-1%22%2C%22i-2%22%2C%22i-3%22%2C%22i-4%22%2C%22i-5%22%5D",
            "MaxResults=100",
        ] {
            assert!(uri.contains(part), "{part} is missing from {uri}");
        }
    }

    #[test]
    fn escapes_ids_in_the_json_list() {
        let (_, uris) = asked(&RunsWindows::new("cn-qingdao", ["i-\"1\""]), "");
        let [uri] = &*uris else { panic!("{uris:?}") };
        let ids = "InstanceIds=%5B%22i-%5C%221%5C%22%22%5D";
        assert!(uri.contains(ids), "{uri}");
    }

    #[test]
    fn refuses_empty_lists_and_more_than_100_instances() {
        for count in [0, 101] {
            let operation = RunsWindows::new("cn-qingdao", vec!["i-1"; count]);
            let (outcome, uris) = asked(&operation, "");
            let Err(Error::Request(error)) = &outcome else {
                panic!("{outcome:?}")
            };
            let said = error.to_string();
            assert!(
                said.contains("InstanceIds") && said.contains("from 1 to 100"),
                "{said}"
            );
            assert!(uris.is_empty());
        }
        let (outcome, _) = asked(&RunsWindows::new("cn-1", vec!["i-1"; 100]), "");
        assert!(outcome.unwrap().is_empty());
    }
}
